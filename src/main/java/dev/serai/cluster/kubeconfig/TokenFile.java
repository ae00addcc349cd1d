package dev.serai.cluster.kubeconfig;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The token in a kubeconfig's {@code tokenFile}, which someone else replaces before it expires. It is read again every
 * few seconds. While the file cannot be read, the last token stays, as in client-go.
 */
final class TokenFile extends RenewedCredential {

    private static final Logger LOG = LoggerFactory.getLogger(TokenFile.class);
    private static final Duration LOOK = Duration.ofSeconds(5);

    private final Path file;
    private volatile @Nullable String token;
    private boolean unreadable;

    /** {@code first} is used until the file can be read; null for none. */
    TokenFile(Path file, @Nullable String first) {
        this.file = file;
        this.token = first;
    }

    @Override
    public @Nullable String getToken() {
        return token;
    }

    @Override
    Duration renew() {
        try {
            String read = Files.readString(file).strip();
            if (!read.isEmpty()) {
                token = read;
                unreadable = false;
            }
        } catch (IOException e) {
            if (!unreadable) {
                LOG.warn("the token file '{}' cannot be read", file);
            }
            unreadable = true;
        }
        return LOOK;
    }
}

package dev.serai.cluster;

import io.fabric8.kubernetes.client.OAuthTokenProvider;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The token of a kubeconfig's {@code tokenFile}, which someone else replaces before it expires. It is read again every
 * few seconds; while it cannot be read, the last one that could holds, as in client-go.
 */
final class TokenFile implements OAuthTokenProvider {

    private static final Logger LOG = LoggerFactory.getLogger(TokenFile.class);
    private static final Duration LOOK = Duration.ofSeconds(1);

    private final Path file;
    private final Clock clock;
    private String token;
    private Instant next = Instant.MIN;
    private boolean unreadable;

    /** {@code first} holds until the file can be read; null for none. */
    TokenFile(Path file, String first, Clock clock) {
        this.file = file;
        this.clock = clock;
        this.token = first;
    }

    @Override
    public synchronized String getToken() {
        Instant now = clock.instant();
        if (now.isBefore(next)) {
            return token;
        }
        next = now.plus(LOOK);
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
        return token;
    }
}

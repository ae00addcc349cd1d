package dev.serai.sink.http;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The HTTP client of webhooks. It makes each request once and follows no redirect. Its future completes with the whole
 * answer. To cancel the future ends the request at any point: in a connect, a handshake, a body.
 */
public final class WebhookClient implements WebhookTransport {

    private static final Logger LOG = LoggerFactory.getLogger(WebhookClient.class);

    // A last bound, if a cancelled request does not notice it.
    private static final Duration LONGEST_CONNECT = Duration.ofMinutes(1);

    private final @Nullable Path authorities;
    private @Nullable HttpClient client;
    private @Nullable FileTime read;

    /**
     * {@code authorities} is a PEM file of the authorities that sign receivers' certificates; empty for those of the
     * JVM.
     */
    public WebhookClient(Optional<Path> authorities) {
        this.authorities = authorities.orElse(null);
    }

    @Override
    public CompletableFuture<HttpResponse<Void>> send(HttpRequest request) {
        return client().sendAsync(request, HttpResponse.BodyHandlers.discarding());
    }

    // A certificate authority may be replaced while Serai runs, so each request looks at the file.
    private synchronized HttpClient client() {
        FileTime now = changed();
        if (client == null || !Objects.equals(now, read)) {
            // Whatever the result is, this state of the file is not tried again.
            read = now;
            try {
                client = open();
            } catch (IOException | GeneralSecurityException e) {
                if (client == null) {
                    throw new IllegalStateException("the certificate authorities cannot be read", e);
                }
                LOG.warn("'{}' holds no certificate that can be read; those read before stay", authorities);
            }
        }
        return client;
    }

    // Null if there is no file.
    private @Nullable FileTime changed() {
        try {
            return authorities == null ? null : Files.getLastModifiedTime(authorities);
        } catch (IOException e) {
            return null;
        }
    }

    private HttpClient open() throws IOException, GeneralSecurityException {
        HttpClient.Builder builder = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(LONGEST_CONNECT);
        if (authorities != null) {
            builder.sslContext(TrustedCertificates.read(authorities));
        }
        return builder.build();
    }
}

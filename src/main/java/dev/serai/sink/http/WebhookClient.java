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
 * The HTTP client behind webhooks. It makes one request for one and follows no redirect. What it gives is done when the
 * whole answer is there, and to cancel it ends the request wherever it is: in a connect, a handshake, a body.
 */
public final class WebhookClient {

    private static final Logger LOG = LoggerFactory.getLogger(WebhookClient.class);

    // Should a request that was given up not notice it.
    private static final Duration LONGEST_CONNECT = Duration.ofMinutes(1);

    private final @Nullable Path authorities;
    private @Nullable HttpClient client;
    private @Nullable FileTime read;

    /** {@code authorities} is a PEM file of those that receivers' certificates are signed by; empty: as the JVM knows them. */
    public WebhookClient(Optional<Path> authorities) {
        this.authorities = authorities.orElse(null);
    }

    public CompletableFuture<HttpResponse<Void>> send(HttpRequest request) {
        return client().sendAsync(request, HttpResponse.BodyHandlers.discarding());
    }

    // A certificate authority is replaced while Serai runs: the file is looked at for each request.
    private synchronized HttpClient client() {
        FileTime now = changed();
        if (client == null || !Objects.equals(now, read)) {
            // Whatever comes of it, this state of the file is not tried again.
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

    // Null where there is no file.
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

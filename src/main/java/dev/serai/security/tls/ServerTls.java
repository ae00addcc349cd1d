package dev.serai.security.tls;

import dev.serai.log.UnexpectedFailure;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.JdkSSLEngineOptions;
import io.vertx.core.net.KeyCertOptions;
import io.vertx.core.net.TrustOptions;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * TLS on the API port and on the management port. Certificate, key and client authorities are read again when their
 * files change; connections that are open stay as they are.
 */
public final class ServerTls implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ServerTls.class);
    private static final long LOOK_SECONDS = 5;
    private static final Set<String> VERSIONS = new LinkedHashSet<>(List.of("TLSv1.3", "TLSv1.2"));
    private static final List<HttpVersion> HTTP_VERSIONS = List.of(HttpVersion.HTTP_2, HttpVersion.HTTP_1_1);

    private final @Nullable PemFiles<ServerIdentity> identityFiles;
    private final @Nullable ServedIdentity identity;
    private final @Nullable PemFiles<ClientAuthorities> authorityFiles;
    private final @Nullable ServedAuthorities authorities;
    private @Nullable ScheduledExecutorService scheduler;

    private ServerTls(TlsConfiguration configuration) {
        identityFiles = configuration.isOn() ? configuration.identityFiles() : null;
        identity = identityFiles == null ? null : new ServedIdentity(identityFiles.read());
        authorityFiles = configuration.asksForCertificates() ? configuration.authorityFiles() : null;
        authorities = authorityFiles == null ? null : new ServedAuthorities(authorityFiles.read());
    }

    /**
     * Reads the files, and looks at them every five seconds until it is closed.
     *
     * @throws IllegalArgumentException if they cannot be used any more
     */
    public static ServerTls open(TlsConfiguration configuration) {
        ServerTls tls = read(configuration);
        if (configuration.isOn()) {
            tls.lookAgain();
        }
        return tls;
    }

    /** The same without looking again. */
    static ServerTls read(TlsConfiguration configuration) {
        return new ServerTls(configuration);
    }

    /** Lets a server speak TLS; does nothing if there are no files for it. */
    public void applyTo(HttpServerOptions options) {
        if (identity == null) {
            return;
        }
        options.setSsl(true)
                .setKeyCertOptions(KeyCertOptions.wrap(identity))
                .setEnabledSecureTransportProtocols(VERSIONS)
                .setUseAlpn(true)
                .setAlpnVersions(HTTP_VERSIONS)
                // To sign takes a millisecond, and reads must not wait for it.
                .setSslEngineOptions(new JdkSSLEngineOptions().setUseWorkerThread(true));
        if (authorities != null) {
            // A caller may do without one, and show a token.
            options.setTrustOptions(TrustOptions.wrap(authorities)).setClientAuth(ClientAuth.REQUEST);
        }
    }

    /** Who may sign client certificates just now; empty if nobody may. */
    Optional<ClientAuthorities> authorities() {
        return authorities == null ? Optional.empty() : Optional.of(authorities.current());
    }

    /** Takes what has changed in the files. */
    void look() {
        if (identityFiles != null && identity != null) {
            identityFiles.readIfChanged(identity::replace);
        }
        if (authorityFiles != null && authorities != null) {
            authorityFiles.readIfChanged(authorities::replace);
        }
    }

    @Override
    public void close() {
        if (scheduler != null) {
            scheduler.shutdownNow();
        }
    }

    private void lookAgain() {
        scheduler = Executors.newSingleThreadScheduledExecutor(task -> {
            var thread = new Thread(task, "tls-files");
            thread.setDaemon(true);
            return thread;
        });
        scheduler.scheduleWithFixedDelay(this::lookOnce, LOOK_SECONDS, LOOK_SECONDS, TimeUnit.SECONDS);
    }

    private void lookOnce() {
        try {
            look();
        } catch (RuntimeException e) {
            // Whatever happened, the next look must come.
            UnexpectedFailure.log(LOG, e, "the files of serai.tls.* could not be looked at");
        }
    }
}

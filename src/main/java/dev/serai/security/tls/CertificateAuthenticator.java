package dev.serai.security.tls;

import dev.serai.kube.Caller;
import dev.serai.security.Authenticator;
import io.vertx.core.Future;
import io.vertx.core.http.HttpServerRequest;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;

/**
 * Knows callers by a client certificate that {@code serai.tls.client-ca} has signed, as the API server does: the common
 * name is the user name, the organisations are the groups.
 */
public final class CertificateAuthenticator implements Authenticator {

    private static final String KNOWN = CertificateAuthenticator.class.getName();

    private final ServerTls tls;
    private final boolean allowSystem;
    private final Clock clock;

    /** What is known of a connection, until a certificate expires or other authorities are served. */
    private record Known(ClientAuthorities authorities, Instant until, Optional<Caller> caller) {}

    /** {@code allowSystem} says whether users and groups may be those that Kubernetes keeps for itself. */
    public CertificateAuthenticator(ServerTls tls, boolean allowSystem, Clock clock) {
        this.tls = tls;
        this.allowSystem = allowSystem;
        this.clock = clock;
    }

    @Override
    public Future<Optional<Caller>> authenticate(HttpServerRequest request) {
        SSLSession session = request.sslSession();
        return Future.succeededFuture(
                session == null
                        ? Optional.empty()
                        : tls.authorities().flatMap(authorities -> callerOf(session, authorities)));
    }

    // The handshake has checked the certificate. Since then it may have expired, or its authority been taken back; a
    // session may even have been resumed from before.
    private Optional<Caller> callerOf(SSLSession session, ClientAuthorities authorities) {
        Instant now = clock.instant();
        if (session.getValue(KNOWN) instanceof Known known
                && known.authorities() == authorities
                && now.isBefore(known.until())) {
            return known.caller();
        }
        Known known = know(session, authorities, now);
        session.putValue(KNOWN, known);
        return known.caller();
    }

    private Known know(SSLSession session, ClientAuthorities authorities, Instant now) {
        try {
            X509Certificate[] chain = Stream.of(session.getPeerCertificates())
                    .map(X509Certificate.class::cast)
                    .toArray(X509Certificate[]::new);
            Instant until = Stream.of(chain)
                    .map(certificate -> certificate.getNotAfter().toInstant())
                    .min(Instant::compareTo)
                    .orElse(Instant.MIN);
            if (now.isBefore(until)) {
                // By who has signed it, and by its extended key usage: clientAuth, where there is one.
                authorities
                        .trust()
                        .checkClientTrusted(chain, chain[0].getPublicKey().getAlgorithm());
                return new Known(authorities, until, callerOf(chain[0]));
            }
        } catch (SSLPeerUnverifiedException none) {
            // The caller has shown no certificate.
        } catch (CertificateException notTrusted) {
            // As if it had not been shown.
        }
        return new Known(authorities, Instant.MAX, Optional.empty());
    }

    private Optional<Caller> callerOf(X509Certificate certificate) {
        return CertificateSubject.of(certificate.getSubjectX500Principal())
                .filter(subject -> allowSystem || !subject.isOfKubernetes())
                .map(subject -> Caller.of(subject.name(), subject.groups()));
    }
}

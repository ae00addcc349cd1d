package dev.serai.security.oidc;

import dev.serai.fixture.http.OidcIssuer;
import dev.serai.kube.Caller;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** What tests of tokens share. */
final class OidcTestSupport {

    private OidcTestSupport() {}

    /** Claims that are good for five minutes. */
    static Map<String, Object> claims(OidcIssuer issuer, Clock clock) {
        long now = clock.instant().getEpochSecond();
        var claims = new HashMap<String, Object>();
        claims.put("iss", issuer.url());
        claims.put("aud", "serai");
        claims.put("sub", "ada");
        claims.put("iat", now - 300);
        claims.put("exp", now + 300);
        return claims;
    }

    static OidcConfiguration configuration(OidcIssuer issuer, Map<String, String> changed) {
        var settings = new HashMap<>(Map.of("issuer", issuer.url()));
        settings.putAll(changed);
        return OidcConfigurationTest.parse(settings);
    }

    static OidcAuthenticator authenticator(OidcIssuer issuer, Map<String, String> changed, Vertx vertx, Clock clock) {
        return new OidcAuthenticator(configuration(issuer, changed), vertx, clock);
    }

    /** What one that has not asked the issuer yet says of a token. */
    static Optional<Caller> ask(OidcIssuer issuer, Vertx vertx, Clock clock, String token) throws Exception {
        try (OidcAuthenticator authenticator = authenticator(issuer, Map.of(), vertx, clock)) {
            return get(authenticator.authenticate("Bearer " + token));
        }
    }

    static <T> T get(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }
}

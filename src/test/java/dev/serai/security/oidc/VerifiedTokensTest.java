package dev.serai.security.oidc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serai.fixture.http.OidcIssuer;
import dev.serai.kube.Caller;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jose4j.jwk.JsonWebKey;
import org.junit.jupiter.api.Test;

class VerifiedTokensTest {

    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
    private static final Caller ADA = Caller.of("ada", List.of());

    private final List<JsonWebKey> keys = List.of(OidcIssuer.key("a", "ES256"));
    private final VerifiedTokens tokens = new VerifiedTokens(2);

    @Test
    void aTokenIsKnownUntilItExpires() {
        tokens.keep("token", ADA, keys, NOW);

        assertThat(tokens.caller("token", keys, NOW.minusNanos(1))).contains(ADA);
        assertThat(tokens.caller("token", keys, NOW)).isEmpty();
        assertThat(tokens.caller("other", keys, NOW.minusNanos(1))).isEmpty();
    }

    @Test
    void keysThatAreToldAnewVerifyAnew() {
        tokens.keep("token", ADA, keys, NOW.plusSeconds(1));

        assertThat(tokens.caller("token", new ArrayList<>(keys), NOW)).isEmpty();
        assertThat(tokens.caller("token", List.of(), NOW)).isEmpty();
    }

    @Test
    void whatWasNotSentForLongestGivesWay() {
        tokens.keep("first", ADA, keys, NOW.plusSeconds(1));
        tokens.keep("second", ADA, keys, NOW.plusSeconds(1));
        assertThat(tokens.caller("first", keys, NOW)).isPresent();
        tokens.keep("third", ADA, keys, NOW.plusSeconds(1));

        assertThat(tokens.caller("second", keys, NOW)).isEmpty();
        assertThat(tokens.caller("first", keys, NOW)).isPresent();
        assertThat(tokens.caller("third", keys, NOW)).isPresent();
    }
}

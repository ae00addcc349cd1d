package dev.serai.security.oidc;

import static dev.serai.fixture.http.OidcIssuer.key;
import static dev.serai.fixture.http.OidcIssuer.payload;
import static dev.serai.fixture.http.OidcIssuer.token;
import static org.assertj.core.api.Assertions.assertThat;

import dev.serai.fixture.http.OidcIssuer;
import dev.serai.fixture.process.LogLines;
import dev.serai.fixture.process.TestClock;
import dev.serai.kube.Caller;
import io.vertx.core.Vertx;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.config.Configurator;
import org.jose4j.jwk.JsonWebKey.OutputControlLevel;
import org.jose4j.jwk.PublicJsonWebKey;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whom a token makes known, and whom not: one issuer that has told its keys. */
class OidcAuthenticatorTest {

    private static final List<String> ALGORITHMS =
            List.of("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA");
    private static final long SKEW = 60;

    private static Vertx vertx;
    private static PublicJsonWebKey rsa;
    private static PublicJsonWebKey ec;
    private static Map<String, PublicJsonWebKey> byAlgorithm;
    private static OidcIssuer issuer;

    private final TestClock clock = new TestClock();

    @BeforeAll
    static void publish() {
        vertx = Vertx.vertx();
        rsa = key("rsa", "RS256");
        ec = key("ES256", "ES256");
        byAlgorithm = new HashMap<>();
        for (String algorithm : ALGORITHMS) {
            byAlgorithm.put(
                    algorithm,
                    algorithm.matches("[RP]S.*") ? rsa : algorithm.equals("ES256") ? ec : key(algorithm, algorithm));
        }
        issuer = OidcIssuer.with(byAlgorithm.values().stream().distinct().toArray(PublicJsonWebKey[]::new));
    }

    @AfterAll
    static void close() throws Exception {
        issuer.close();
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    static List<String> algorithms() {
        return ALGORITHMS;
    }

    @ParameterizedTest
    @MethodSource("algorithms")
    void aTokenOfEachAlgorithmIsTaken(String algorithm) throws Exception {
        assertThat(caller(token(byAlgorithm.get(algorithm), algorithm, claims())))
                .contains(Caller.of("oidc:ada", List.of()));
    }

    @Test
    void aTokenThatNamesNoKeyIsTriedWithAll() throws Exception {
        PublicJsonWebKey unnamed =
                PublicJsonWebKey.Factory.newPublicJwk(rsa.toParams(OutputControlLevel.INCLUDE_PRIVATE));
        unnamed.setKeyId(null);

        assertThat(caller(token(unnamed, "RS256", claims()))).isPresent();
        assertThat(caller(token(withoutId("RS256"), "RS256", claims()))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Bearer ", "bearer ", "BEARER  "})
    void theSchemeIsWrittenInAnyCase(String scheme) throws Exception {
        assertThat(answer(Map.of(), scheme + token(ec, "ES256", claims()))).isPresent();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "Bearer",
                "Bearer ",
                "Bearer opaque",
                "Bearer a.b",
                "Bearer a.b.c",
                "Bearer e30.e30.",
                "Basic YTpi"
            })
    void whatIsNoTokenIsLeftToOthers(String authorization) throws Exception {
        assertThat(answer(Map.of(), authorization)).isEmpty();
        assertThat(answer(Map.of(), null)).isEmpty();
    }

    @Test
    void headersAndClaimsOfWrongTypesAreNoToken() throws Exception {
        String body = base64(payload(claims()));

        assertThat(caller(base64("{\"alg\":5}") + "." + body + ".AA")).isEmpty();
        assertThat(caller(base64("{\"alg\":\"ES256\",\"kid\":5}") + "." + body + ".AA"))
                .isEmpty();
        assertThat(caller(base64("{\"alg\":\"ES256\",\"x5t\":5}") + "." + body + ".AA"))
                .isEmpty();
        assertThat(caller(base64("{\"alg\":\"ES256\"}") + "." + base64("[]") + ".AA"))
                .isEmpty();
        assertThat(caller(base64("{}") + "." + body + ".AA")).isEmpty();
    }

    @Test
    void aTokenOfAnotherIssuerIsLeftToOthers() throws Exception {
        assertThat(caller(signed("iss", "https://issuer.example.com"))).isEmpty();
        assertThat(caller(signed("iss", issuer.url() + "/"))).isEmpty();
        assertThat(caller(signed("iss", null))).isEmpty();
        assertThat(caller(signed("iss", List.of(issuer.url())))).isEmpty();
    }

    @Test
    void theAudienceIsAmongThoseOfTheToken() throws Exception {
        assertThat(caller(signed("aud", List.of("other", "serai")))).isPresent();

        assertThat(caller(signed("aud", "other"))).isEmpty();
        assertThat(caller(signed("aud", List.of("other", "Serai")))).isEmpty();
        assertThat(caller(signed("aud", List.of()))).isEmpty();
        assertThat(caller(signed("aud", null))).isEmpty();
        assertThat(caller(signed("aud", 5))).isEmpty();
    }

    @Test
    void aTokenHoldsUntilAMinuteAfterItHasExpired() throws Exception {
        assertThat(caller(signed("exp", now() - SKEW + 1))).isPresent();

        assertThat(caller(signed("exp", now() - SKEW))).isEmpty();
        assertThat(caller(signed("exp", null))).isEmpty();
        assertThat(caller(signed("exp", "tomorrow"))).isEmpty();
    }

    @Test
    void aTokenThatWasTakenIsRefusedWhenItHasExpired() throws Exception {
        try (OidcAuthenticator authenticator = OidcTestSupport.authenticator(issuer, Map.of(), vertx, clock)) {
            String token = "Bearer " + signed("exp", now() + 1);
            assertThat(OidcTestSupport.get(authenticator.authenticate(token))).isPresent();
            clock.advance(Duration.ofSeconds(SKEW));
            assertThat(OidcTestSupport.get(authenticator.authenticate(token))).isPresent();
            clock.advance(Duration.ofSeconds(1));
            assertThat(OidcTestSupport.get(authenticator.authenticate(token))).isEmpty();
        }
        assertThat(caller(signed("exp", Long.MAX_VALUE))).isPresent();
    }

    @Test
    void aRefusalIsLoggedWithNothingOfTheToken() throws Exception {
        String logger = OidcAuthenticator.class.getName();
        Configurator.setLevel(logger, Level.DEBUG);
        try (LogLines log = LogLines.of(logger)) {
            for (String bad : List.of(
                    signed("aud", "secret-audience"),
                    signed("exp", "secret-time"),
                    signed("exp", now() - 61),
                    signed("groups", Map.of("secret", 5)),
                    token(key("secret-id", "ES256"), "ES256", claims()),
                    base64("{\"alg\":\"secret\"}") + "." + base64(payload(claims())) + ".AA")) {
                assertThat(caller(bad)).isEmpty();
            }

            assertThat(log.lines())
                    .containsExactly(
                            "A token of the issuer is refused: it is not for serai.auth.oidc.audience",
                            "A token of the issuer is refused: its claims are malformed",
                            "A token of the issuer is refused: it has expired",
                            "A token of the issuer is refused: the claim for the groups is neither a string nor a list"
                                    + " of strings",
                            "A token of the issuer is refused: no key of the issuer has signed it",
                            "A token of the issuer is refused: its algorithm is none of those that are taken");
            assertThat(log.levels()).containsOnly(Level.DEBUG);
            assertThat(log.thrown()).isEmpty();
        } finally {
            Configurator.setLevel(logger, Level.INFO);
        }
    }

    @Test
    void aTokenHoldsFromAMinuteBeforeItsTime() throws Exception {
        assertThat(caller(signed("nbf", now() + SKEW))).isPresent();
        assertThat(caller(signed("iat", now() + SKEW))).isPresent();

        assertThat(caller(signed("nbf", now() + SKEW + 1))).isEmpty();
        assertThat(caller(signed("iat", now() + SKEW + 1))).isEmpty();
        assertThat(caller(signed("nbf", "yesterday"))).isEmpty();
        assertThat(caller(signed("iat", Long.MIN_VALUE))).isEmpty();
    }

    @Test
    void whatIsNotSignedByTheKeyThatItNamesIsRefused() throws Exception {
        String good = token(ec, "ES256", claims());
        String[] parts = good.split("\\.");
        String other = base64(payload(with("sub", "eve")));

        assertThat(caller(good)).isPresent();
        assertThat(caller(parts[0] + "." + other + "." + parts[2])).isEmpty();
        assertThat(caller(parts[0] + "." + parts[1] + ".")).isEmpty();
        assertThat(caller(parts[0] + "." + parts[1] + "." + "A".repeat(86))).isEmpty();
        assertThat(caller(token(key("ES256", "ES256"), "ES256", claims()))).isEmpty();
    }

    @Test
    void aTokenWithoutASignatureIsRefused() throws Exception {
        String body = base64(payload(claims()));

        for (String none : List.of("none", "None", "NONE")) {
            assertThat(caller(base64("{\"alg\":\"%s\",\"kid\":\"rsa\"}".formatted(none)) + "." + body + "."))
                    .isEmpty();
        }
    }

    @Test
    void whoKnowsThePublicKeyCannotSignWithItAsASecret() throws Exception {
        String pem = "-----BEGIN PUBLIC KEY-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'})
                        .encodeToString(rsa.getPublicKey().getEncoded())
                + "\n-----END PUBLIC KEY-----\n";

        for (byte[] secret : List.of(
                pem.getBytes(StandardCharsets.US_ASCII),
                rsa.getPublicKey().getEncoded(),
                rsa.toJson(OutputControlLevel.PUBLIC_ONLY).getBytes(StandardCharsets.US_ASCII))) {
            String signed = base64("{\"alg\":\"HS256\",\"kid\":\"rsa\"}") + "." + base64(payload(claims()));
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret, "HmacSHA256"));
            String signature = Base64.getUrlEncoder()
                    .withoutPadding()
                    .encodeToString(mac.doFinal(signed.getBytes(StandardCharsets.US_ASCII)));

            assertThat(caller(signed + "." + signature)).isEmpty();
        }
    }

    @Test
    void aKeyIsTakenOnlyForTheAlgorithmThatItIsFor() throws Exception {
        PublicJsonWebKey bound = key("bound", "RS256");
        bound.setAlgorithm("RS256");
        try (OidcIssuer other = OidcIssuer.with(bound)) {
            assertThat(OidcTestSupport.ask(other, vertx, clock, token(bound, "RS256", of(other))))
                    .isPresent();
            assertThat(OidcTestSupport.ask(other, vertx, clock, token(bound, "PS256", of(other))))
                    .isEmpty();
        }
    }

    @Test
    void anExtensionThatIsCriticalAndUnknownIsRefused() throws Exception {
        var signature = new org.jose4j.jws.JsonWebSignature();
        signature.setPayload(payload(claims()));
        signature.setAlgorithmHeaderValue("ES256");
        signature.setKeyIdHeaderValue("ES256");
        signature.setCriticalHeaderNames("unheard-of");
        signature.setKey(ec.getPrivateKey());

        assertThat(caller(signature.getCompactSerialization())).isEmpty();
    }

    @Test
    void theClaimsThatAreNamedMakeTheCaller() throws Exception {
        Map<String, String> named = Map.of(
                "username-claim", "login", "username-prefix", "u-", "groups-claim", "roles", "groups-prefix", "");
        Map<String, Object> claims = with("login", "ada");
        claims.put("roles", List.of("dev", "ops", "dev", ""));

        assertThat(answer(named, "Bearer " + token(ec, "ES256", claims)))
                .contains(Caller.of("u-ada", List.of("dev", "ops")));
    }

    @Test
    void groupsAreAStringOrAList() throws Exception {
        assertThat(caller(signed("groups", "dev"))).contains(Caller.of("oidc:ada", List.of("oidc:dev")));
        assertThat(caller(signed("groups", List.of("dev", "ops"))))
                .contains(Caller.of("oidc:ada", List.of("oidc:dev", "oidc:ops")));
        assertThat(caller(signed("groups", Arrays.asList("dev", null))))
                .contains(Caller.of("oidc:ada", List.of("oidc:dev")));

        assertThat(caller(signed("groups", 5))).isEmpty();
        assertThat(caller(signed("groups", List.of("dev", 5)))).isEmpty();
        assertThat(caller(signed("groups", Map.of("dev", true)))).isEmpty();
    }

    @Test
    void theNameIsAStringThatIsNotEmpty() throws Exception {
        assertThat(caller(signed("sub", null))).isEmpty();
        assertThat(caller(signed("sub", ""))).isEmpty();
        assertThat(caller(signed("sub", 5))).isEmpty();
        assertThat(caller(signed("sub", List.of("ada")))).isEmpty();
    }

    @Test
    void anAddressThatTheIssuerHasNotVerifiedIsNobodys() throws Exception {
        Map<String, String> byEmail = Map.of("username-claim", "email", "username-prefix", "-");
        Map<String, Object> claims = with("email", "ada@example.com");

        assertThat(answer(byEmail, "Bearer " + token(ec, "ES256", claims)))
                .contains(Caller.of("ada@example.com", List.of()));
        claims.put("email_verified", true);
        assertThat(answer(byEmail, "Bearer " + token(ec, "ES256", claims))).isPresent();
        for (Object unverified : new Object[] {false, "true", null}) {
            claims.put("email_verified", unverified);
            assertThat(answer(byEmail, "Bearer " + token(ec, "ES256", claims))).isEmpty();
        }
        // Only where the address is the name.
        assertThat(caller(token(ec, "ES256", claims))).isPresent();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-", "sys"})
    void nobodyIsOneOfKubernetesOwnUsers(String prefix) throws Exception {
        Map<String, String> prefixed = Map.of("username-prefix", prefix);
        String name = "system:admin".substring(prefix.equals("sys") ? 3 : 0);

        assertThat(answer(prefixed, "Bearer " + signed("sub", name))).isEmpty();
        assertThat(answer(prefixed, "Bearer " + signed("sub", "systems"))).isPresent();
        assertThat(caller(signed("sub", "system:admin"))).contains(Caller.of("oidc:system:admin", List.of()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "sys"})
    void nobodyIsInOneOfKubernetesOwnGroups(String prefix) throws Exception {
        Map<String, String> prefixed = Map.of("groups-prefix", prefix);
        String group = "system:masters".substring(prefix.length());

        assertThat(answer(prefixed, "Bearer " + signed("groups", group))).isEmpty();
        assertThat(answer(prefixed, "Bearer " + signed("groups", List.of("dev", group))))
                .isEmpty();
        assertThat(answer(prefixed, "Bearer " + signed("groups", "dev"))).isPresent();
    }

    private Optional<Caller> caller(String token) throws Exception {
        return answer(Map.of(), "Bearer " + token);
    }

    private Optional<Caller> answer(Map<String, String> settings, String authorization) throws Exception {
        try (OidcAuthenticator authenticator = OidcTestSupport.authenticator(issuer, settings, vertx, clock)) {
            return OidcTestSupport.get(authenticator.authenticate(authorization));
        }
    }

    private String signed(String claim, Object value) {
        return token(ec, "ES256", with(claim, value));
    }

    /** A null takes the claim away. */
    private Map<String, Object> with(String claim, Object value) {
        Map<String, Object> claims = claims();
        claims.put(claim, value);
        if (value == null) {
            claims.remove(claim);
        }
        return claims;
    }

    private Map<String, Object> claims() {
        return of(issuer);
    }

    private Map<String, Object> of(OidcIssuer by) {
        return OidcTestSupport.claims(by, clock);
    }

    private long now() {
        return clock.instant().getEpochSecond();
    }

    private static PublicJsonWebKey withoutId(String algorithm) {
        PublicJsonWebKey key = key("", algorithm);
        key.setKeyId(null);
        return key;
    }

    private static String base64(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}

package dev.serai.security.oidc;

import static dev.serai.fixture.http.OidcIssuer.answer;
import static dev.serai.fixture.http.OidcIssuer.discoveryDocument;
import static dev.serai.fixture.http.OidcIssuer.key;
import static dev.serai.fixture.http.OidcIssuer.token;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.serai.fixture.http.OidcIssuer;
import dev.serai.fixture.http.PrivateAuthority;
import dev.serai.fixture.process.TestClock;
import dev.serai.kube.Caller;
import dev.serai.kube.StatusException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.camel.health.HealthCheck;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.PublicJsonWebKey;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When the issuer is asked for its keys, and what holds while it does not tell them. */
class IssuerKeysTest {

    private static final Duration LONGEST = Duration.ofSeconds(10);

    private static Vertx vertx;
    private static PublicJsonWebKey first;
    private static PublicJsonWebKey second;

    private final TestClock clock = new TestClock();
    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 1);
    private final List<AutoCloseable> opened = new ArrayList<>();

    @BeforeAll
    static void makeKeys() {
        vertx = Vertx.vertx();
        first = key("first", "ES256");
        second = key("second", "EdDSA");
    }

    @AfterEach
    void closeAll() throws Exception {
        for (AutoCloseable each : opened) {
            each.close();
        }
    }

    @AfterAll
    static void close() throws Exception {
        OidcTestSupport.get(vertx.close());
    }

    @Test
    void aNewKeyIsFetchedAndOneThatIsGoneIsNoLongerTaken() throws Exception {
        OidcIssuer issuer = opened(OidcIssuer.with(first));
        OidcAuthenticator authenticator = open(issuer, Map.of());
        String old = tokenOf(issuer, first);
        assertThat(ask(authenticator, old)).isPresent();

        issuer.publish(second);
        assertThat(ask(authenticator, old)).isPresent();
        pass(Duration.ofSeconds(5));

        assertThat(ask(authenticator, tokenOf(issuer, second))).contains(Caller.of("oidc:ada", List.of()));
        assertThat(ask(authenticator, old)).isEmpty();
    }

    @Test
    void aTokenThatNamesNoKeyMayBeOfANewOne() throws Exception {
        OidcIssuer issuer = opened(OidcIssuer.with(named(null)));
        OidcAuthenticator authenticator = open(issuer, Map.of());
        assertThat(ask(authenticator, tokenOf(issuer, named(null)))).isPresent();
        PublicJsonWebKey other = key("other", "EdDSA");
        other.setKeyId(null);
        issuer.publish(other);
        pass(Duration.ofSeconds(5));

        assertThat(ask(authenticator, tokenOf(issuer, other))).isPresent();
        assertThat(ask(authenticator, tokenOf(issuer, named(null)))).isEmpty();
    }

    @Test
    void unknownKeysCauseOneFetchInFiveSeconds() throws Exception {
        OidcIssuer issuer = opened(OidcIssuer.with(first));
        var keys = new IssuerKeys(client(issuer, Map.of(), LONGEST), vertx, IssuerKeys.BETWEEN_FETCHES, nanos::get);
        OidcAuthenticator authenticator =
                opened(new OidcAuthenticator(OidcTestSupport.configuration(issuer, Map.of()), keys, vertx, clock));
        assertThat(ask(authenticator, tokenOf(issuer, first))).isPresent();
        assertThat(issuer.askedForKeys()).isEqualTo(1);
        pass(Duration.ofSeconds(5));
        var answering = new CountDownLatch(1);
        issuer.answerKeysWith(exchange -> {
            hold(answering);
            answer(exchange, 200, "{\"keys\":[" + second.toJson() + "]}");
        });

        List<Future<Optional<Caller>>> burst = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            burst.add(authenticator.authenticate("Bearer " + tokenOf(issuer, named("unknown-" + i))));
        }
        // A fetch that takes long is waited for, too.
        await().atMost(LONGEST).until(() -> issuer.askedForKeys() == 2);
        pass(Duration.ofSeconds(4));
        burst.add(authenticator.authenticate("Bearer " + tokenOf(issuer, named("unknown"))));
        pass(Duration.ofSeconds(1));
        burst.add(authenticator.authenticate("Bearer " + tokenOf(issuer, named("unknown"))));
        assertThat(keys.fetched().isComplete()).isFalse();
        assertThat(burst).noneMatch(Future::isComplete);
        answering.countDown();
        for (Future<Optional<Caller>> each : burst) {
            assertThat(OidcTestSupport.get(each)).isEmpty();
        }
        assertThat(issuer.askedForKeys()).isEqualTo(2);

        pass(Duration.ofSeconds(5));
        assertThat(ask(authenticator, tokenOf(issuer, named("unknown")))).isEmpty();
        assertThat(issuer.askedForKeys()).isEqualTo(3);
        pass(Duration.ofSeconds(5).minusNanos(1));
        assertThat(ask(authenticator, tokenOf(issuer, named("unknown")))).isEmpty();
        assertThat(issuer.askedForKeys()).isEqualTo(3);
        pass(Duration.ofNanos(1));
        assertThat(ask(authenticator, tokenOf(issuer, named("unknown")))).isEmpty();
        assertThat(issuer.askedForKeys()).isEqualTo(4);
    }

    @Test
    void aTokenThatIsRefusedAnywayCausesNoFetch() throws Exception {
        OidcIssuer issuer = opened(OidcIssuer.with(first));
        OidcAuthenticator authenticator = open(issuer, Map.of());
        Map<String, Object> expired = OidcTestSupport.claims(issuer, clock);
        expired.put("exp", 1);
        Map<String, Object> foreign = OidcTestSupport.claims(issuer, clock);
        foreign.put("iss", "https://issuer.example.com");

        assertThat(ask(authenticator, token(first, "ES256", expired))).isEmpty();
        assertThat(ask(authenticator, token(first, "ES256", foreign))).isEmpty();
        for (String algorithm : List.of("none", "HS256", "ES256K", "unheard-of")) {
            assertThat(ask(authenticator, unsigned(algorithm, OidcTestSupport.claims(issuer, clock))))
                    .isEmpty();
        }
        assertThat(issuer.askedForKeys()).isZero();
    }

    @Test
    void oldKeysAreAskedForAgainBehindTheCallers() throws Exception {
        OidcIssuer issuer = opened(OidcIssuer.with(first));
        OidcAuthenticator authenticator = open(issuer, Map.of());
        String token = tokenOf(issuer, first);
        assertThat(ask(authenticator, token)).isPresent();
        issuer.publish(second);

        pass(IssuerKeys.OLD);
        assertThat(ask(authenticator, token)).isPresent();
        assertThat(issuer.askedForKeys()).isEqualTo(1);
        pass(Duration.ofNanos(1));

        assertThat(ask(authenticator, token)).isPresent();
        await().atMost(LONGEST).until(() -> ask(authenticator, token).isEmpty());
        assertThat(issuer.askedForKeys()).isEqualTo(2);
    }

    @Test
    void anIssuerThatIsDownAtTheStartIsAskedUntilItAnswers() throws Exception {
        OidcIssuer issuer = opened(OidcIssuer.down());
        var keys = new IssuerKeys(client(issuer, Map.of(), LONGEST), vertx, Duration.ofMillis(50), System::nanoTime);
        OidcAuthenticator authenticator =
                opened(new OidcAuthenticator(OidcTestSupport.configuration(issuer, Map.of()), keys, vertx, clock));
        HealthCheck check = new OidcHealthCheck(authenticator);
        assertThat(check.isReadiness()).isTrue();
        assertThat(check.call().getMessage())
                .contains("the issuer of serai.auth.oidc.issuer has not told its keys: it has not answered yet");

        authenticator.start();
        await().atMost(LONGEST).until(() -> authenticator
                .notReadyReason()
                .orElse("")
                .equals("the issuer of serai.auth.oidc.issuer has not told its keys: it cannot be reached"));
        assertThat(check.call().getState()).isEqualTo(HealthCheck.State.DOWN);
        issuer.publish(first);
        issuer.start();

        await().atMost(LONGEST).until(() -> check.call().getState() == HealthCheck.State.UP);
        assertThat(issuer.askedForKeys()).isEqualTo(1);
        assertThat(ask(authenticator, tokenOf(issuer, first))).isPresent();
    }

    @Test
    void whileTheIssuerIsAwayKnownKeysWorkAndUnknownOnesAreNotRefused() throws Exception {
        OidcIssuer issuer = opened(OidcIssuer.with(first));
        OidcAuthenticator authenticator = open(issuer, Map.of());
        assertThat(ask(authenticator, tokenOf(issuer, first))).isPresent();
        issuer.stop();
        pass(Duration.ofHours(1));

        assertThat(ask(authenticator, tokenOf(issuer, first))).isPresent();
        assertUnavailable(authenticator, tokenOf(issuer, second));
        assertThat(authenticator.notReadyReason()).isEmpty();
        assertThat(ask(authenticator, tokenOf(issuer, first))).isPresent();

        // A bad token is bad, whoever is away, and so is one of a known key that it has not signed.
        Map<String, Object> expired = OidcTestSupport.claims(issuer, clock);
        expired.put("exp", 1);
        assertThat(ask(authenticator, token(second, "EdDSA", expired))).isEmpty();
        assertThat(ask(authenticator, tokenOf(issuer, key("first", "ES256")))).isEmpty();
        assertThat(ask(authenticator, "no token")).isEmpty();
    }

    @Test
    void anAnswerWithoutKeysTakesNoneAway() throws Exception {
        OidcIssuer issuer = opened(OidcIssuer.with(first));
        OidcAuthenticator authenticator = open(issuer, Map.of());
        assertThat(ask(authenticator, tokenOf(issuer, first))).isPresent();

        for (String body : List.of("{\"keys\":[]}", "{\"keys\":[5]}", "{\"keys\":{}}", "{}", "[]", "", "<html>")) {
            issuer.answerKeysWith(exchange -> answer(exchange, 200, body));
            pass(Duration.ofSeconds(5));
            assertUnavailable(authenticator, tokenOf(issuer, second));
            assertThat(ask(authenticator, tokenOf(issuer, first))).isPresent();
        }
    }

    @Test
    void theSameAnswerIsTheSameList() throws Exception {
        OidcIssuer issuer = opened(OidcIssuer.with(first));
        IssuerClient client = client(issuer, Map.of(), LONGEST);
        opened.add(client::close);
        List<JsonWebKey> keys = OidcTestSupport.get(client.keys());

        assertThat(OidcTestSupport.get(client.keys())).isSameAs(keys);
        issuer.publish(first, second);
        assertThat(OidcTestSupport.get(client.keys())).hasSize(2);
    }

    @Test
    void aKeyThatCannotBeUsedLeavesTheOthers() throws Exception {
        OidcIssuer issuer = opened(OidcIssuer.with());
        issuer.answerKeysWith(exchange -> answer(
                exchange,
                200,
                "{\"keys\":[{\"kty\":\"unheard-of\"},{\"kty\":\"RSA\"},{\"kty\":\"oct\",\"kid\":\"first\",\"k\":\"AAAA\"},"
                        + first.toJson() + "]}"));

        assertThat(ask(open(issuer, Map.of()), tokenOf(issuer, first))).isPresent();
    }

    @Test
    void anIssuerOfAPrivateAuthorityIsTrustedWhereTheFileSaysSo(@TempDir Path directory) throws Exception {
        var authority = new PrivateAuthority();
        OidcIssuer issuer = opened(OidcIssuer.behind(authority, first));
        String ca =
                Files.writeString(directory.resolve("ca.pem"), authority.pem()).toString();
        String other = Files.writeString(directory.resolve("other.pem"), new PrivateAuthority().pem())
                .toString();

        assertThat(ask(open(issuer, Map.of("ca", ca)), tokenOf(issuer, first))).isPresent();
        assertThat(reason(issuer, Map.of("ca", other))).isEqualTo("it does not show a certificate that is trusted");
        assertThat(reason(issuer, Map.of())).isEqualTo("it does not show a certificate that is trusted");
        // The certificate is for 127.0.0.1 only.
        assertThat(reason(issuer, Map.of("ca", ca, "issuer", issuer.url().replace("127.0.0.1", "localhost"))))
                .isEqualTo("it does not show a certificate that is trusted");
        assertThat(issuer.askedForKeys()).isEqualTo(1);
    }

    @Test
    void aFileWithoutAuthoritiesEndsTheStart(@TempDir Path directory) throws Exception {
        OidcIssuer issuer = opened(OidcIssuer.down());
        Path empty = Files.writeString(directory.resolve("empty.pem"), "");
        Path wrong = Files.writeString(directory.resolve("wrong.pem"), "secret");

        for (Path file : List.of(empty, wrong, directory, directory.resolve("none.pem"))) {
            assertThatThrownBy(() -> open(issuer, Map.of("ca", file.toString())))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage(
                            "serai.auth.oidc.ca is '%s'; it is a file with certificates as PEM that can be read", file)
                    .hasNoCause();
        }
    }

    @Test
    void onlyTheIssuerItselfSaysWhereItsKeysAre() throws Exception {
        OidcIssuer issuer = opened(OidcIssuer.with(first));

        issuer.answerDiscoveryWith(exchange ->
                answer(exchange, 200, discoveryDocument("https://issuer.example.com", issuer.url() + OidcIssuer.KEYS)));
        assertThat(reason(issuer, Map.of()))
                .isEqualTo("its discovery document names another issuer than serai.auth.oidc.issuer");
        for (String url : List.of("http://192.0.2.1/keys", "ftp://127.0.0.1/keys", "/keys", "")) {
            issuer.answerDiscoveryWith(exchange -> answer(exchange, 200, discoveryDocument(issuer.url(), url)));
            assertThat(reason(issuer, Map.of()))
                    .isEqualTo("its discovery document has no jwks_uri that is an https URL");
        }
        for (String body : List.of("", "[]", "<html>", "{\"issuer\":")) {
            issuer.answerDiscoveryWith(exchange -> answer(exchange, 200, body));
            assertThat(reason(issuer, Map.of())).isEqualTo("its discovery document is no JSON object");
        }
        issuer.answerDiscoveryWith(exchange -> answer(exchange, 500, ""));
        assertThat(reason(issuer, Map.of())).isEqualTo("it answers 500");
        assertThat(issuer.askedForKeys()).isZero();
    }

    @Test
    void aRedirectIsNotFollowed() throws Exception {
        OidcIssuer other = opened(OidcIssuer.with(second));
        OidcIssuer issuer = opened(OidcIssuer.with(first));
        issuer.answerKeysWith(exchange -> {
            exchange.getResponseHeaders().set("Location", other.url() + OidcIssuer.KEYS);
            answer(exchange, 302, "");
        });

        assertThat(reason(issuer, Map.of())).isEqualTo("it answers 302");
        assertThat(other.askedForKeys()).isZero();
    }

    @Test
    void anAnswerWithoutEndIsNotReadToItsEnd() throws Exception {
        OidcIssuer issuer = opened(OidcIssuer.with(first));
        var brokenOff = new CountDownLatch(1);
        issuer.answerKeysWith(exchange -> {
            exchange.sendResponseHeaders(200, 0);
            var chunk = new byte[64 * 1024];
            try {
                for (int i = 0; i < 10_000; i++) {
                    exchange.getResponseBody().write(chunk);
                }
            } catch (IOException e) {
                brokenOff.countDown();
            }
        });

        assertThat(reason(issuer, Map.of())).isEqualTo("it answers more than 524288 bytes");
        assertThat(brokenOff.await(LONGEST.toSeconds(), TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void anIssuerThatIsSilentOrSlowIsGivenUp() throws Exception {
        OidcIssuer issuer = opened(OidcIssuer.with(first));
        var over = new CountDownLatch(1);
        opened.add(over::countDown);
        var slow = Duration.ofMillis(300);

        issuer.answerDiscoveryWith(exchange -> hold(over));
        assertThat(reason(issuer, Map.of(), slow)).isEqualTo("it does not answer in time");
        issuer.answerDiscoveryWith(exchange -> {
            exchange.sendResponseHeaders(200, 100);
            exchange.getResponseBody().write('{');
            exchange.getResponseBody().flush();
            hold(over);
        });
        assertThat(reason(issuer, Map.of(), slow)).isEqualTo("it does not answer in time");
    }

    @Test
    void theEventLoopVerifiesNothing() throws Exception {
        OidcIssuer issuer = opened(OidcIssuer.with(first));
        OidcAuthenticator authenticator = open(issuer, Map.of());
        HttpServer server = OidcTestSupport.get(vertx.createHttpServer()
                .requestHandler(request -> {
                    Thread loop = Thread.currentThread();
                    Future<Optional<Caller>> asked = authenticator.authenticate(request);
                    String when = asked.isComplete() ? " at once" : " later";
                    asked.onSuccess(caller -> request.response()
                            .end(caller.map(Caller::name).orElse("nobody")
                                    + (Thread.currentThread() == loop ? when : " elsewhere")));
                })
                .listen(0, "127.0.0.1"));
        opened.add(() -> OidcTestSupport.get(server.close()));
        assertThat(ask(authenticator, tokenOf(issuer, first))).isPresent();
        // Each signature of ECDSA is another one.
        String token = tokenOf(issuer, first);

        assertThat(get(server, token)).isEqualTo("oidc:ada later");
        assertThat(get(server, token)).isEqualTo("oidc:ada at once");
        assertThat(get(server, "opaque")).isEqualTo("nobody at once");
    }

    private static String get(HttpServer server, String token) throws Exception {
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.actualPort()))
                .header("Authorization", "bearer " + token)
                .timeout(LONGEST)
                .build();
        return HttpClient.newHttpClient()
                .send(request, HttpResponse.BodyHandlers.ofString())
                .body();
    }

    private String reason(OidcIssuer issuer, Map<String, String> settings) throws Exception {
        return reason(issuer, settings, LONGEST);
    }

    /** Why the issuer does not tell its keys. */
    private String reason(OidcIssuer issuer, Map<String, String> settings, Duration longest) throws Exception {
        IssuerClient client = client(issuer, settings, longest);
        opened.add(client::close);
        try {
            return "none: " + OidcTestSupport.get(client.keys());
        } catch (ExecutionException e) {
            assertThat(e.getCause()).isInstanceOf(IssuerFailure.class);
            return e.getCause().getMessage();
        }
    }

    private static void assertUnavailable(OidcAuthenticator authenticator, String token) {
        assertThatThrownBy(() -> ask(authenticator, token))
                .cause()
                .isInstanceOfSatisfying(StatusException.class, refused -> {
                    assertThat(refused.status().getCode()).isEqualTo(503);
                    assertThat(refused.status().getDetails().getRetryAfterSeconds())
                            .isEqualTo(5);
                    assertThat(refused.status().getMessage())
                            .isEqualTo("the issuer of the token cannot be asked for its keys");
                });
    }

    private static Optional<Caller> ask(OidcAuthenticator authenticator, String token) throws Exception {
        return OidcTestSupport.get(authenticator.authenticate("Bearer " + token));
    }

    private static PublicJsonWebKey named(String id) throws Exception {
        PublicJsonWebKey key = PublicJsonWebKey.Factory.newPublicJwk(second.getKey());
        key.setPrivateKey(second.getPrivateKey());
        key.setKeyId(id);
        return key;
    }

    private static String unsigned(String algorithm, Map<String, Object> claims) {
        Base64.Encoder base64 = Base64.getUrlEncoder().withoutPadding();
        return base64.encodeToString("{\"alg\":\"%s\"}".formatted(algorithm).getBytes(StandardCharsets.UTF_8)) + "."
                + base64.encodeToString(OidcIssuer.payload(claims).getBytes(StandardCharsets.UTF_8)) + ".";
    }

    private String tokenOf(OidcIssuer issuer, PublicJsonWebKey key) {
        String algorithm = key.getKeyType().equals("EC") ? "ES256" : "EdDSA";
        return token(key, algorithm, OidcTestSupport.claims(issuer, clock));
    }

    private OidcAuthenticator open(OidcIssuer issuer, Map<String, String> settings) {
        var keys = new IssuerKeys(client(issuer, settings, LONGEST), vertx, IssuerKeys.BETWEEN_FETCHES, nanos::get);
        return opened(new OidcAuthenticator(OidcTestSupport.configuration(issuer, settings), keys, vertx, clock));
    }

    private static IssuerClient client(OidcIssuer issuer, Map<String, String> settings, Duration longest) {
        return new IssuerClient(OidcTestSupport.configuration(issuer, settings), vertx, longest);
    }

    private <T extends AutoCloseable> T opened(T part) {
        opened.add(part);
        return part;
    }

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    private static void hold(CountDownLatch latch) {
        try {
            if (!latch.await(30, TimeUnit.SECONDS)) {
                throw new IllegalStateException("nobody has let it go on");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

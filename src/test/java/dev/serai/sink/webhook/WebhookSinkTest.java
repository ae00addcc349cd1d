package dev.serai.sink.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.standardwebhooks.Webhook;
import dev.serai.cloudevent.CloudEventHeaders;
import dev.serai.fixture.http.Received;
import dev.serai.fixture.http.WebhookReceiver;
import dev.serai.fixture.process.LogLines;
import dev.serai.fixture.process.TestClock;
import dev.serai.sink.SinkContext;
import dev.serai.sink.deadletter.DeadLetter;
import dev.serai.sink.deadletter.DeadLetterJson;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.apache.camel.Exchange;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The kamelet, posting to a real server; each {@code send} is one try of {@code kube-watch:}. */
class WebhookSinkTest {

    private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    private static final Duration FIRST_WAIT = Duration.ofSeconds(5);

    @TempDir
    Path data;

    private final TestClock clock = new TestClock();
    private final WebhookReceiver receiver = new WebhookReceiver();
    private SinkContext serai;

    @BeforeEach
    void start() throws Exception {
        serai = new SinkContext(data, clock);
    }

    @AfterEach
    void stop() throws Exception {
        serai.close();
        receiver.close();
    }

    @Test
    void aDeliveryIsASignedCloudEventAndTheEventGoesOnAsItWas() throws Exception {
        run(Map.of("secret", SECRET));

        Exchange sent = serai.send("hook", "u-7-added");

        assertThat(sent.getException()).isNull();
        assertThat(sent.getMessage().getBody(String.class)).isEqualTo("{\"id\":\"u-7-added\"}");
        assertThat(sent.getMessage().getHeaders())
                .containsKey("CamelCloudEventID")
                .doesNotContainKeys("webhook-signature", "ce-id", "CamelHttpUri", "CamelHttpResponseCode");
        Received delivery = receiver.received().get(0);
        assertThat(delivery.method()).isEqualTo("POST");
        assertThat(delivery.text()).isEqualTo("{\"id\":\"u-7-added\"}");
        assertThat(delivery.header("Content-Type")).hasValue("application/json");
        assertThat(delivery.header("ce-id")).hasValue("u-7-added");
        assertThat(delivery.header("ce-specversion")).hasValue("1.0");
        assertThat(delivery.header("ce-time")).hasValue("2026-01-02T03:04:05.678Z");
        assertThat(delivery.header("webhook-id")).hasValue("u-7-added");
        assertThat(delivery.header("webhook-timestamp")).hasValue("1767323045");
        assertThat(delivery.header("webhook-signature"))
                .hasValue(new Webhook(SECRET).sign("u-7-added", 1767323045, delivery.text()));
        assertThat(delivery.headers().keySet()).noneMatch(name -> name.startsWith("Camel"));
    }

    @Test
    void theUrlIsAskedForAsItIsWritten() throws Exception {
        serai.route("hook", Map.of("url", "RAW(" + receiver.url() + "a%2Fb?token=x%20y&httpMethod=GET&z=%2B)"));
        assertThat(serai.send("hook", "e").getException()).isNull();
        assertThat(receiver.received().get(0).path()).isEqualTo("/a%2Fb?token=x%20y&httpMethod=GET&z=%2B");
    }

    @Test
    void whatAnotherEndpointLeftInTheMessageDoesNotChangeWhereItIsPosted() throws Exception {
        serai.load("r.yaml", """
                - route:
                    id: hook
                    from:
                      uri: direct:hook
                      steps:
                        - setHeader: { name: CamelHttpPath, constant: /other }
                        - setHeader: { name: CamelHttpQuery, constant: a=b }
                        - setHeader: { name: CamelHttpMethod, constant: DELETE }
                        - to: kamelet:signed-webhook-sink?url=%shere
                """.formatted(receiver.url()));
        serai.send("hook", "e");
        assertThat(receiver.received().get(0).method()).isEqualTo("POST");
        assertThat(receiver.received().get(0).path()).isEqualTo("/here");
    }

    @Test
    void attributesArePercentEncoded() {
        assertThat(CloudEventHeaders.encode("Euro € 😀 \"100%\"/é~"))
                .isEqualTo("Euro%20%E2%82%AC%20%F0%9F%98%80%20%22100%25%22/%C3%A9~");
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 307, 401, 403, 404, 409})
    void whateverIsNoSuccessIsTriedAgainOnSchedule(int status) throws Exception {
        run(Map.of());
        receiver.answerWith(status, Map.of("Location", receiver.url() + "elsewhere"));

        assertThat(waitOf(serai.send("hook", "e"))).isEqualTo(FIRST_WAIT.toMillis());
        assertThat(waitOf(serai.send("hook", "e"))).isEqualTo(300_000);

        assertThat(receiver.received()).hasSize(2).extracting(Received::path).containsOnly("/");
        receiver.answerWith(204, Map.of());
        assertThat(serai.send("hook", "e").getException()).isNull();
        assertThat(serai.deadLetters.list(9)).isEmpty();
    }

    @Test
    void aRetryHasTheTimeOfItsAttemptAndTheSameId() throws Exception {
        run(Map.of("secret", SECRET));
        receiver.answerWith(500, Map.of());
        serai.send("hook", "e");
        clock.advance(FIRST_WAIT);
        serai.send("hook", "e");
        assertThat(receiver.received())
                .extracting(delivery -> delivery.header("webhook-id").orElseThrow())
                .containsExactly("e", "e");
        assertThat(receiver.received())
                .extracting(delivery -> delivery.header("webhook-timestamp").orElseThrow())
                .containsExactly("1767323045", "1767323050");
        assertThat(receiver.received())
                .extracting(delivery -> delivery.header("webhook-signature").orElseThrow())
                .doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @CsvSource({"429,120", "503,120", "'429','Fri, 02 Jan 2026 03:06:05 GMT'"})
    void retryAfterIsObeyedByAllEventsForTheReceiver(int status, String header) throws Exception {
        run(Map.of());
        serai.route("other", Map.of("url", receiver.url()));
        receiver.answerWith(status, Map.of("Retry-After", header));

        assertThat(waitOf(serai.send("hook", "e"))).isBetween(119_000L, 133_000L);
        receiver.answerWith(200, Map.of());
        assertThat(waitOf(serai.send("hook", "f"))).isBetween(119_000L, 133_000L);
        assertThat(waitOf(serai.send("other", "g"))).isBetween(119_000L, 133_000L);
        assertThat(receiver.received()).hasSize(1);

        clock.advanceMillis(121_000);
        assertThat(serai.send("hook", "e").getException()).isNull();
        assertThat(receiver.received()).hasSize(2);
    }

    @Test
    void noAnswerInTimeIsAFailureAndSoIsNoReceiver() throws Exception {
        var open = new CountDownLatch(1);
        receiver.answerWith(request -> {
            try {
                open.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return 200;
        });
        try {
            run(Map.of("requestTimeout", "200ms"));
            Exchange late = serai.send("hook", "e");
            assertThat(waitOf(late)).isEqualTo(FIRST_WAIT.toMillis());
            assertThat(late.getException()).hasMessageContaining("gave no whole answer in time");
        } finally {
            open.countDown();
        }
        serai.route("nobody", Map.of("url", "http://127.0.0.1:1/hush"));
        Exchange refused = serai.send("nobody", "e");
        assertThat(refused.getException())
                .isInstanceOf(WebhookRefusal.class)
                .hasMessageContaining("ConnectException")
                .hasMessageNotContaining("hush");
    }

    @Test
    void aReceiverThatAnswers410IsDisabledOverRestartsUntilItIsEnabled() throws Exception {
        run(Map.of("attempts", "1"));
        receiver.answerWith(410, Map.of());
        assertThat(waitOf(serai.send("hook", "e"))).isPositive();
        receiver.answerWith(200, Map.of());

        restart();
        run(Map.of("attempts", "1"));
        clock.advance(Duration.ofDays(30));
        Exchange refused = serai.send("hook", "e");
        assertThat(refused.getException()).hasMessageContaining("is disabled");
        assertThat(receiver.received()).hasSize(1);
        assertThat(serai.deadLetters.list(9)).isEmpty();
        WebhookEndpoint endpoint = serai.webhooks.endpoints().get(0);
        assertThat(endpoint.state()).isEqualTo("disabled");

        assertThat(endpoint.enable()).isTrue();
        assertThat(serai.send("hook", "e").getException()).isNull();
        restart();
        run(Map.of());
        assertThat(serai.send("hook", "f").getException()).isNull();
    }

    @Test
    void anotherUrlIsAnotherReceiver() throws Exception {
        run(Map.of());
        receiver.answerWith(410, Map.of());
        serai.send("hook", "e");
        receiver.answerWith(200, Map.of());
        serai.route("moved", Map.of("url", receiver.url() + "new"));
        assertThat(serai.send("moved", "e").getException()).isNull();
    }

    @ParameterizedTest
    @ValueSource(ints = {429, 500, 502, 503, 504})
    void aReceiverThatIsIllIsTriedByOneEventAtATimeAndNoneOfThemWaitsLong(int status) throws Exception {
        run(Map.of());
        receiver.answerWith(status, Map.of());
        for (int event = 0; event < 20; event++) {
            assertThat(waitOf(serai.send("hook", "e" + event))).isBetween(1L, 6_000L);
        }
        assertThat(receiver.received()).hasSize(5);
        WebhookEndpoint endpoint = serai.webhooks.endpoints().get(0);
        assertThat(endpoint.state()).isEqualTo("not answering");
        for (int minute = 0; minute < 60; minute++) {
            clock.advance(Duration.ofMinutes(1));
            assertThat(waitOf(serai.send("hook", "e20"))).isBetween(1L, 6_000L);
            assertThat(waitOf(serai.send("hook", "e21"))).isBetween(1L, 6_000L);
            assertThat(receiver.received()).hasSize(6 + minute);
        }
        var recovery = endpoint.recovery();

        clock.advanceMillis(6_000);
        receiver.answerWith(200, Map.of());
        assertThat(serai.send("hook", "e20").getException()).isNull();

        assertThat(recovery.toCompletableFuture()).isDone();
        for (int event = 0; event < 20; event++) {
            assertThat(serai.send("hook", "e" + event).getException()).isNull();
        }
        assertThat(endpoint.state()).isEqualTo("ok");
        assertThat(serai.deadLetters.list(9)).isEmpty();
    }

    @Test
    void whatSaysThatTheReceiverIsIllIsNotHeldAgainstTheEventOnceAnotherOneIsTaken() throws Exception {
        run(Map.of("attempts", "3"));
        receiver.answerWith(request -> request.text().contains("other") ? 200 : 500);
        for (int round = 0; round < 2; round++) {
            serai.send("hook", "e");
            clock.advance(FIRST_WAIT);
        }
        assertThat(serai.send("hook", "other").getException()).isNull();
        clock.advance(FIRST_WAIT);
        // The third request, and the first that counts; two more are its own.
        assertThat(waitOf(serai.send("hook", "e"))).isEqualTo(FIRST_WAIT.toMillis());
        assertThat(serai.deadLetters.list(9)).isEmpty();
        for (int round = 0; round < 2; round++) {
            assertThat(serai.send("hook", "other" + round).getException()).isNull();
            clock.advance(FIRST_WAIT);
            serai.send("hook", "e");
        }
        assertThat(serai.deadLetters.list(9)).hasSize(1);
    }

    @Test
    void whatIsTriedForTheReceiversSakeCountsForTheEventAsOnSchedule() throws Exception {
        run(Map.of("attempts", "4"));
        receiver.answerWith(500, Map.of());
        // Every 5 s for a minute: of these the first two are on schedule, the third is after five minutes.
        for (int second = 0; second < 60; second += 5) {
            assertThat(waitOf(serai.send("hook", "e"))).isPositive();
            clock.advance(FIRST_WAIT);
        }
        clock.advance(Duration.ofMinutes(5));
        assertThat(waitOf(serai.send("hook", "e"))).isPositive();
        clock.advance(Duration.ofMinutes(30));
        assertThat(serai.send("hook", "e").getException()).isNull();
        assertThat(serai.deadLetters.list(9)).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({"413,1", "400,3", "422,3"})
    void whatAReceiverCanNeverTakeIsADeadLetterAndWhatFollowsGoesOn(int status, int requests) throws Exception {
        run(Map.of());
        receiver.answerWith(request -> request.text().contains("bad") ? status : 200);
        for (int request = 1; request < requests; request++) {
            assertThat(waitOf(serai.send("hook", "bad"))).isEqualTo(FIRST_WAIT.toMillis());
        }
        assertThat(serai.send("hook", "bad").getException()).isNull();
        assertThat(serai.send("hook", "good").getException()).isNull();
        assertThat(receiver.received()).hasSize(requests + 1);
        assertThat(serai.deadLetters.list(9)).hasSize(1).allSatisfy(letter -> {
            assertThat(letter.failure().reason()).isEqualTo("answered " + status);
            assertThat(letter.failure().attempts()).isEqualTo(requests);
        });
    }

    @Test
    void whatNoRequestCanCarryIsADeadLetterAtOnceAndNothingIsSent() throws Exception {
        run(Map.of());
        serai.load("r.yaml", """
                - route:
                    id: odd
                    from:
                      uri: direct:odd
                      steps:
                        - setHeader: { name: X-Note, simple: "two\\nlines hush" }
                        - to: kamelet:signed-webhook-sink?url=%s
                """.formatted(receiver.url()));
        assertThat(serai.sendBody("hook", "object", new Object()).getException())
                .isNull();
        assertThat(serai.send("odd", "header").getException()).isNull();
        assertThat(receiver.received()).isEmpty();
        assertThat(serai.deadLetters.list(9))
                .extracting(letter -> letter.failure().reason())
                .containsExactly(
                        "cannot be sent the event, which is a java.lang.Object, of which no bytes can be made",
                        "cannot be sent the event, which has a header 'X-Note' that no request can carry");
        assertThat(serai.send("hook", "good").getException()).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "me:hush@, me:hush",
        "me:h%%40sh%%3A+%%C3%%A9@, me:h@sh:+é",
        "me@, me:",
        "me:a:b@c@, me:a:b@c",
        ":hush@, :hush"
    })
    void aUserInTheUrlIsSentAsBasicAndIsSeenNowhereElse(String user, String credentials) throws Exception {
        String url = receiver.url().replace("http://", "http://" + user.replace("%%", "%")) + "in?token=hush";
        serai.route("hook", Map.of("url", "RAW(" + url + ")", "attempts", "1"));
        receiver.answerWith(422, Map.of());
        try (var log = LogLines.of("")) {
            assertThat(serai.send("hook", "e").getException()).isNull();
            assertThat(log.text()).contains("is a dead letter").doesNotContain("hush", "h%40sh", "a:b");
        }
        Received delivery = receiver.received().get(0);
        assertThat(delivery.header("Authorization"))
                .hasValue("Basic " + Base64.getEncoder().encodeToString(credentials.getBytes(StandardCharsets.UTF_8)));
        assertThat(delivery.path()).isEqualTo("/in?token=hush");
        assertThat(delivery.header("Host")).hasValue("127.0.0.1:" + receiver.port());
        assertThat(new String(DeadLetterJson.write(serai.deadLetters.list(9)), StandardCharsets.UTF_8))
                .contains("answered 422")
                .doesNotContain("hush", "Basic ", "Authorization");
        assertThat(serai.webhooks.endpoints().get(0).name()).startsWith("127.0.0.1-");
    }

    @Test
    void whatIsRefusedEventByEventDoesNotCountAsAReceiverThatIsDown() throws Exception {
        run(Map.of());
        receiver.answerWith(request -> request.text().contains("bad") ? 422 : 200);
        for (int event = 0; event < 20; event++) {
            serai.send("hook", "bad" + event);
        }
        assertThat(receiver.received()).hasSize(20);
        assertThat(serai.send("hook", "good").getException()).isNull();
    }

    @Test
    void afterTheAttemptsItIsADeadLetterWithTheWholeEventAlsoIfARestartCameBetween() throws Exception {
        run(Map.of("attempts", "3"));
        receiver.answerWith(422, Map.of());
        serai.send("hook", "e");
        clock.advance(FIRST_WAIT);
        serai.send("hook", "e");
        restart();
        run(Map.of("attempts", "3"));
        clock.advance(FIRST_WAIT);

        Exchange last = serai.send("hook", "e");

        assertThat(last.getException()).isNull();
        restart();
        DeadLetter letter = serai.deadLetters.list(9).get(0);
        assertThat(letter.failure())
                .isEqualTo(new DeadLetter.Failure(
                        letter.failure().sink(),
                        "hook",
                        "answered 422",
                        3,
                        clock.instant().minus(FIRST_WAIT).minus(FIRST_WAIT),
                        clock.instant()));
        assertThat(letter.id()).isEqualTo(letter.failure().sink() + ":e");
        assertThat(letter.failure().sink()).startsWith("127.0.0.1-");
        assertThat(letter.body().text()).isEqualTo("{\"id\":\"e\"}");
        assertThat(letter.headers())
                .containsEntry("CamelCloudEventID", "e")
                .containsEntry("CamelKubeWatchUid", "u")
                .doesNotContainKeys("webhook-signature", "CamelHttpUri", "CamelHttpResponseCode");
    }

    @Test
    void afterTheTimeItIsADeadLetterHoweverFewAttemptsWereMade() throws Exception {
        run(Map.of("giveUpAfter", "1h"));
        receiver.answerWith(500, Map.of());
        assertThat(waitOf(serai.send("hook", "e"))).isPositive();
        clock.advance(Duration.ofMinutes(59));
        assertThat(waitOf(serai.send("hook", "e"))).isPositive();
        clock.advance(Duration.ofMinutes(1));
        assertThat(serai.send("hook", "e").getException()).isNull();
        assertThat(serai.deadLetters.list(9)).hasSize(1);
    }

    @Test
    void whatIsNotAskedForDoesNotCountAsAnAttempt() throws Exception {
        run(Map.of("attempts", "2"));
        receiver.answerWith(429, Map.of("Retry-After", "60"));
        for (int tries = 0; tries < 10; tries++) {
            assertThat(waitOf(serai.send("hook", "e"))).isPositive();
        }
        assertThat(receiver.received()).hasSize(1);
        assertThat(serai.deadLetters.list(9)).isEmpty();
    }

    @Test
    void noMoreDeadLettersAreKeptThanItIsToldAndTheOldestGoFirst() throws Exception {
        run(Map.of("attempts", "1"));
        receiver.answerWith(422, Map.of());
        for (int event = 0; event < SinkContext.MOST_DEAD_LETTERS + 2; event++) {
            serai.send("hook", "e" + event);
        }
        assertThat(serai.deadLetters.list(9))
                .extracting(letter -> letter.headers().get("CamelCloudEventID"))
                .containsExactly("e2", "e3", "e4");
    }

    @Test
    void aReceiverIsAskedFirstWhetherItAgreesAndAtWhichRate() throws Exception {
        run(Map.of("origin", "events.example.com"));
        receiver.answerWith(200, Map.of("WebHook-Allowed-Origin", "events.example.com", "WebHook-Allowed-Rate", "30"));

        assertThat(serai.send("hook", "e").getException()).isNull();
        assertThat(receiver.received()).extracting(Received::method).containsExactly("OPTIONS", "POST");
        assertThat(receiver.received()).allSatisfy(request -> assertThat(request.header("WebHook-Request-Origin"))
                .hasValue("events.example.com"));
        assertThat(receiver.received().get(0).header("ce-id")).isEmpty();
        assertThat(receiver.received().get(0).body()).isEmpty();
        // 30 a minute: one every other second, once the rate is known.
        assertThat(serai.send("hook", "f").getException()).isNull();
        assertThat(waitOf(serai.send("hook", "g"))).isBetween(2_000L, 2_300L);
        clock.advanceMillis(2_000);
        assertThat(serai.send("hook", "g").getException()).isNull();
        assertThat(receiver.received()).extracting(Received::method).containsExactly("OPTIONS", "POST", "POST", "POST");
    }

    @ParameterizedTest
    @CsvSource(
            value = {"other.example.com", "NONE"},
            nullValues = "NONE")
    void aReceiverThatHasNotAgreedIsSentNothing(String allowed) throws Exception {
        run(Map.of("origin", "events.example.com"));
        receiver.answerWith(200, allowed == null ? Map.of() : Map.of("WebHook-Allowed-Origin", allowed));
        Exchange refused = serai.send("hook", "e");
        assertThat(refused.getException()).hasMessageContaining("has not agreed to be sent events");
        assertThat(receiver.received()).extracting(Received::method).containsExactly("OPTIONS");

        receiver.answerWith(200, Map.of("WebHook-Allowed-Origin", "*"));
        assertThat(serai.send("hook", "e").getException()).isNull();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "url | ftp://x/hush | url is no http or https URL",
                "url | nothing | url is no http or https URL",
                "secret | hush | secret: a secret begins with whsec_ or whsk_",
                "attempts | 0 | attempts is '0'; it is a whole number from 1 upwards",
                "giveUpAfter | soon | giveUpAfter is 'soon'; it is a time such as 30s, 5m, 24h or 1d",
                "longestWait | 0s | longestWait is '0s'; it is a time such as 30s, 5m, 24h or 1d",
                "url | http://me:hush@ | url is no http or https URL",
                "requestTimeout | 0s | requestTimeout is '0s'; it is a time such as 30s, 5m, 24h or 1d",
                "ca | /none/ca.pem | ca is '/none/ca.pem', which cannot be read; it is a PEM file with certificates",
                "ca | pom.xml | ca is 'pom.xml', which holds no certificate; it is a PEM file with certificates",
                "origin | a b | origin is 'a b'; it is a DNS name such as events.example.com"
            })
    void aWrongParameterFailsTheStartOfTheRouteAndIsNamed(String name, String value, String message) {
        assertThatThrownBy(() -> run(Map.of(name, value)))
                .hasStackTraceContaining("signed-webhook-sink: " + message)
                .rootCause()
                .hasMessageNotContaining("hush");
    }

    private void run(Map<String, String> parameters) throws Exception {
        var all = new HashMap<>(Map.of("url", receiver.url()));
        all.putAll(parameters);
        serai.route("hook", all);
    }

    private void restart() throws Exception {
        serai.close();
        serai = new SinkContext(data, clock);
    }

    private static long waitOf(Exchange failed) {
        assertThat(failed.getException()).isInstanceOf(WebhookRefusal.class);
        return failed.getProperty("CamelKubeWatchRetryAfterMillis", Long.class);
    }
}

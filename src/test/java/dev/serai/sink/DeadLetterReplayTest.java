package dev.serai.sink;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.serai.fixture.http.Received;
import dev.serai.fixture.http.WebhookReceiver;
import dev.serai.fixture.process.TestClock;
import dev.serai.sink.deadletter.DeadLetter;
import dev.serai.sink.deadletter.DeadLetterJson;
import dev.serai.sink.webhook.WebhookHealthCheck;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeadLetterReplayTest {

    private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    @TempDir
    Path data;

    private final TestClock clock = new TestClock();
    private final WebhookReceiver receiver = new WebhookReceiver();
    private SinkContext serai;

    @BeforeEach
    void start() throws Exception {
        serai = new SinkContext(data, clock);
        run();
    }

    @AfterEach
    void stop() {
        serai.close();
        receiver.close();
    }

    @Test
    void afterARestartLettersAreDeliveredInOrderUnderTheirOldIdsAndMarked() throws Exception {
        giveUp("e1", "e2");
        serai.close();
        serai = new SinkContext(data, clock);
        run();
        receiver.answerWith(200, Map.of());
        int before = receiver.received().size();

        DeadLetterReplay.Outcome outcome = replay().all();

        assertThat(outcome.failed()).isEmpty();
        assertThat(outcome.replayed()).hasSize(2);
        assertThat(receiver.received().subList(before, before + 2))
                .extracting(delivery -> delivery.header("webhook-id").orElseThrow())
                .containsExactly("e1", "e2");
        Received delivery = receiver.received().get(before);
        assertThat(delivery.header("ce-id")).hasValue("e1");
        assertThat(delivery.header("ce-replayed")).hasValue("true");
        assertThat(delivery.header("webhook-signature")).isPresent();
        assertThat(delivery.text()).isEqualTo("{\"id\":\"e1\"}");
        assertThat(serai.deadLetters.list(9)).isEmpty();
        assertThat(serai.send("hook", "e3").getException()).isNull();
        assertThat(receiver.received().get(before + 2).header("ce-replayed")).isEmpty();
    }

    @Test
    void aLetterThatIsRefusedAgainStaysAndTheOthersForThatReceiverAreNotTried() throws Exception {
        giveUp("e1", "e2");
        int before = receiver.received().size();
        DeadLetterReplay.Outcome outcome = replay().all();
        assertThat(outcome.replayed()).isEmpty();
        assertThat(outcome.failed()).hasSize(1).allSatisfy((id, reason) -> {
            assertThat(id).endsWith(":e1");
            assertThat(reason).contains("answered 422");
        });
        assertThat(receiver.received()).hasSize(before + 1);
        assertThat(serai.deadLetters.list(9)).hasSize(2);
    }

    @Test
    void oneIsDeliveredByItsId() throws Exception {
        giveUp("e1", "e2");
        receiver.answerWith(200, Map.of());
        String id = serai.deadLetters.list(9).get(1).id();
        assertThat(replay().one(id).orElseThrow().replayed()).containsExactly(id);
        assertThat(serai.deadLetters.list(9))
                .extracting(DeadLetter::id)
                .noneMatch(id::equals)
                .hasSize(1);
        assertThat(replay().one("no:such")).isEmpty();
    }

    @Test
    void aLetterWhoseRouteIsGoneStaysAndSaysSo() throws Exception {
        giveUp("e1");
        serai.close();
        serai = new SinkContext(data, clock);
        assertThat(replay().all().failed().values())
                .singleElement()
                .asString()
                .contains("no route sends to 127.0.0.1-");
        assertThat(serai.deadLetters.list(9)).hasSize(1);
    }

    @Test
    void aDisabledReceiverIsNotSentLettersEither() throws Exception {
        giveUp("e1");
        receiver.answerWith(410, Map.of());
        serai.send("hook", "e2");
        receiver.answerWith(200, Map.of());
        assertThat(replay().all().failed().values()).singleElement().asString().contains("is disabled");
    }

    @Test
    void thePagesShowLettersAndReceivers() throws Exception {
        giveUp("e1");
        SinkAdminApi pages = new SinkAdminApi(serai.webhooks, replay());
        Exchange exchange = new DefaultExchange(serai.camel());
        exchange.getMessage().setHeader("X-Foo", "marker");
        pages.deadLetters(exchange);
        JsonNode list = json(exchange);
        String id = list.at("/0/id").asText();
        assertThat(list).hasSize(1);
        assertThat(list.at("/0/failure/reason").asText()).isEqualTo("answered 422");
        assertThat(list.at("/0/failure/route").asText()).isEqualTo("hook");
        assertThat(list.at("/0").has("body")).isFalse();
        assertThat(exchange.getMessage().getHeaders()).containsOnlyKeys("Content-Type");

        pages.deadLetter(asked(exchange, id));
        assertThat(json(exchange).at("/body/text").asText()).isEqualTo("{\"id\":\"e1\"}");
        pages.deadLetter(asked(exchange, "no:such"));
        assertThat(exchange.getMessage().getHeader(Exchange.HTTP_RESPONSE_CODE)).isEqualTo(404);

        pages.webhooks(exchange);
        String name = json(exchange).at("/0/name").asText();
        assertThat(json(exchange).at("/0/state").asText()).isEqualTo("ok");
        pages.enable(asked(exchange, name));
        assertThat(json(exchange).at("/wasDisabled").asBoolean()).isFalse();

        pages.forget(asked(exchange, id));
        assertThat(json(exchange).at("/forgotten").asText()).isEqualTo(id);
        assertThat(serai.deadLetters.list(9)).isEmpty();
        pages.forget(asked(exchange, id));
        assertThat(exchange.getMessage().getHeader(Exchange.HTTP_RESPONSE_CODE)).isEqualTo(404);
    }

    @Test
    void healthTellsOfADisabledReceiverAndIsNoReasonNotToBeReady() throws Exception {
        var check = new WebhookHealthCheck(serai.webhooks);
        check.setCamelContext(serai.camel());
        assertThat(check.call().getState().name()).isEqualTo("UP");
        receiver.answerWith(410, Map.of());
        serai.send("hook", "e");
        assertThat(check.call().getState().name()).isEqualTo("DOWN");
        assertThat(check.call().getMessage().orElseThrow())
                .matches("webhook 127\\.0\\.0\\.1-[0-9a-f]{8} answered 410 Gone at 2026-\\S+ and is disabled");
        assertThat(check.isReadiness() || check.isLiveness()).isFalse();
    }

    @Test
    void aLetterIsTheSameAfterItsWayThroughJson() {
        byte[] noText = {(byte) 0xff, 0, 1};
        for (byte[] body : new byte[][] {noText, "é {\"a\": 1.0}".getBytes(StandardCharsets.UTF_8), {}}) {
            var letter = new DeadLetter(
                    "s:e",
                    new DeadLetter.Failure("s", "r", "answered 500", 3, clock.instant(), clock.instant()),
                    Map.of("CamelCloudEventID", "e"),
                    DeadLetter.Body.of(body));
            DeadLetter read = DeadLetterJson.read(DeadLetterJson.write(letter));
            assertThat(read.body().toBytes()).isEqualTo(body);
            assertThat(read.failure()).isEqualTo(letter.failure());
            assertThat(read.headers()).isEqualTo(letter.headers());
        }
    }

    private void giveUp(String... ids) {
        receiver.answerWith(422, Map.of());
        for (String id : ids) {
            assertThat(serai.send("hook", id).getException()).isNull();
        }
        assertThat(serai.deadLetters.list(9)).hasSize(ids.length);
    }

    private DeadLetterReplay replay() {
        return new DeadLetterReplay(serai.sinks, serai.camel());
    }

    private void run() throws Exception {
        serai.route("hook", Map.of("url", receiver.url(), "secret", SECRET, "attempts", "1"));
    }

    private static Exchange asked(Exchange exchange, String id) {
        exchange.getMessage().removeHeaders("*");
        exchange.getMessage().setHeader("id", id);
        return exchange;
    }

    private static JsonNode json(Exchange exchange) throws IOException {
        return new ObjectMapper().readTree(exchange.getMessage().getBody(byte[].class));
    }
}

package dev.serai.sink;

import static dev.serai.fixture.process.Cluster.PODS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.serai.fixture.api.KubeApi;
import dev.serai.fixture.api.Pods;
import dev.serai.fixture.http.Json;
import dev.serai.fixture.http.Received;
import dev.serai.fixture.http.WebhookReceiver;
import dev.serai.fixture.kafka.KafkaBroker;
import dev.serai.fixture.process.Closing;
import dev.serai.fixture.process.Cluster;
import dev.serai.fixture.process.SeraiProcess;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What people see and do on the management port when a webhook does not take an event. */
class SinkIT {

    private static final Duration SOON = Duration.ofSeconds(30);

    private static KubeApi api;

    @BeforeAll
    static void start() {
        api = KubeApi.start();
    }

    @AfterAll
    static void stop() {
        Closing.close(api);
    }

    @Test
    void whatIsGivenUpIsStillThereAfterKillAndIsDeliveredAgainUnderItsId() {
        try (WebhookReceiver receiver = new WebhookReceiver();
                SeraiProcess serai = serai(receiver)) {
            receiver.answerWith(request -> request.text().contains("\"refused\"") ? 422 : 200);
            serai.start().awaitReady(Cluster.STARTED);
            api.kubectlWithInput(Pods.small("refused"), "create", "-f", "-");
            String id = id("refused") + "-added";
            await().atMost(SOON).untilAsserted(() -> assertThat(get(serai, "/observe/dead-letters"))
                    .hasSize(1));
            assertThat(receiver.received())
                    .filteredOn(delivery ->
                            delivery.header("webhook-id").filter(id::equals).isPresent())
                    .hasSize(2);

            serai.kill();
            serai.start().awaitReady(Cluster.STARTED);

            JsonNode letter = get(serai, "/observe/dead-letters").get(0);
            assertThat(letter.at("/failure/attempts").asInt()).isEqualTo(2);
            assertThat(letter.at("/failure/reason").asText()).isEqualTo("answered 422");
            assertThat(letter.at("/failure/route").asText()).isEqualTo("events-webhook");
            String path = "/observe/dead-letters/" + letter.path("id").asText();
            assertThat(get(serai, path).at("/headers/CamelCloudEventID").asText())
                    .isEqualTo(id);
            assertThat(serai.get("/observe/dead-letters").statusCode()).isEqualTo(404);

            receiver.answerWith(200, Map.of());
            assertThat(post(serai, path + "/replay").path("replayed")).hasSize(1);

            Received replayed = receiver.taken().get(receiver.taken().size() - 1);
            assertThat(replayed.header("webhook-id")).hasValue(id);
            assertThat(replayed.header("ce-replayed")).hasValue("true");
            assertThat(Json.parse(replayed.text()).at("/metadata/name").asText())
                    .isEqualTo("refused");
            assertThat(get(serai, "/observe/dead-letters")).isEmpty();
        }
    }

    @Test
    void aWebhookThatAnswers410IsDisabledUntilItIsEnabledAndSeraiStaysReady() {
        try (WebhookReceiver receiver = new WebhookReceiver();
                SeraiProcess serai = serai(receiver)) {
            receiver.answerWith(410, Map.of());
            serai.start().awaitReady(Cluster.STARTED);
            api.kubectlWithInput(Pods.small("unwanted"), "create", "-f", "-");
            String id = id("unwanted") + "-added";
            await().atMost(SOON).untilAsserted(() -> assertThat(
                            get(serai, "/observe/webhooks").at("/0/state").asText())
                    .isEqualTo("disabled"));
            receiver.answerWith(200, Map.of());

            serai.terminate();
            serai.start().awaitReady(Cluster.STARTED);

            JsonNode webhook = get(serai, "/observe/webhooks").get(0);
            assertThat(webhook.path("state").asText()).isEqualTo("disabled");
            HttpResponse<String> health = send(serai, "GET", "/observe/health");
            assertThat(health.statusCode()).isEqualTo(503);
            assertThat(health.body()).contains("answered 410 Gone").doesNotContain("/hook");
            assertThat(Cluster.ready(serai).statusCode()).isEqualTo(200);
            assertThat(receiver.taken()).isEmpty();

            JsonNode enabled =
                    post(serai, "/observe/webhooks/" + webhook.path("name").asText() + "/enable");

            assertThat(enabled.path("wasDisabled").asBoolean()).isTrue();
            await().atMost(Duration.ofSeconds(90)).untilAsserted(() -> assertThat(receiver.taken())
                    .anyMatch(delivery ->
                            delivery.header("webhook-id").filter(id::equals).isPresent()));
            assertThat(send(serai, "GET", "/observe/health").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void aBrokerWithSaslServesSinkLedgerAndDeadLettersAndWhatItNeverTakesHoldsNothingUp(@TempDir Path directory)
            throws IOException {
        Path config = Files.writeString(directory.resolve("serai.properties"), """
                camel.component.kafka.securityProtocol=SASL_PLAINTEXT
                camel.component.kafka.saslMechanism=PLAIN
                camel.component.kafka.saslJaasConfig=org.apache.kafka.common.security.plain.PlainLoginModule required username="u" password="p";
                """);
        try (KafkaBroker broker = KafkaBroker.askingWho();
                SeraiProcess serai = Cluster.serai(api.kubeconfig())
                        .set("SERAI_CONFIG", config.toString())
                        .set("SERAI_CACHE_RESOURCES", "pods,configmaps")
                        .set("SERAI_EVENTS_RESOURCES", "configmaps")
                        .set("SERAI_EVENTS_KAFKA_BROKERS", broker.bootstrapServers())
                        .set("SERAI_EVENTS_KAFKA_TOPIC", "events")
                        .set("SERAI_EVENTS_DEAD_LETTERS", "kafka:dead")
                        .set("SERAI_LEDGER", "kafka:ledger")) {
            broker.createTopic("events", 1, Map.of("max.message.bytes", "500000"));
            broker.createTopic("dead", 1, Map.of("cleanup.policy", "compact"));
            serai.start().awaitReady(Cluster.STARTED);
            String large =
                    "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"large\"},\"data\":{\"x\":\""
                            + "a".repeat(1_040_000) + "\"}}";
            api.kubectlWithInput(large, "create", "-f", "-");
            await().atMost(SOON).untilAsserted(() -> assertThat(get(serai, "/observe/dead-letters"))
                    .hasSize(1));
            assertThat(get(serai, "/observe/dead-letters")
                            .at("/0/failure/reason")
                            .asText())
                    .matches("\\d+ bytes are more than the topic takes \\(RecordTooLargeException\\)");
            assertThat(send(serai, "GET", "/observe/metrics").body())
                    .contains("serai_events_dead_letters_total{sink=\"kafka-events\"");
            assertThat(send(serai, "GET", "/observe/health").body()).contains("kafka-events: 1 given up");

            broker.setLargestRecord("events", 4 << 20);
            api.kubectl("delete", "configmap", "large");
            await().atMost(SOON).untilAsserted(() -> assertThat(broker.records("events"))
                    .anySatisfy(record -> assertThat(new String(
                                    record.headers().lastHeader("ce_id").value(), StandardCharsets.UTF_8))
                            .endsWith("-deleted")));
            assertThat(broker.records("ledger")).isNotEmpty();
            assertThat(post(serai, "/observe/dead-letters/replay").path("replayed"))
                    .hasSize(1);
            assertThat(get(serai, "/observe/dead-letters")).isEmpty();
            assertThat(send(serai, "GET", "/observe/health").statusCode()).isEqualTo(200);
            assertThat(serai.log()).doesNotContain("password=");
        }
    }

    @Test
    void aWrongSettingIsNamedWithoutWhatIsSecret() {
        try (SeraiProcess serai = SeraiProcess.with(Map.of(
                "SERAI_CLUSTER", "demo",
                "SERAI_EVENTS_WEBHOOK_URL", "http://127.0.0.1/",
                "SERAI_EVENTS_WEBHOOK_SECRET", "hush-hush"))) {
            assertThat(serai.start().awaitExit(SOON)).isEqualTo(1);
            assertThat(serai.log())
                    .contains("serai.events.webhook.secret: a secret begins with whsec_ or whsk_")
                    .doesNotContain("hush-hush");
            serai.set("SERAI_EVENTS_WEBHOOK_SECRET", "").set("SERAI_EVENTS_WEBHOOK_ATTEMPTS", "0");
            assertThat(serai.start().awaitExit(SOON)).isEqualTo(1);
            assertThat(serai.log())
                    .contains("serai.events.webhook.attempts is '0'; it is a whole number from 1 upwards");
            serai.set("SERAI_EVENTS_WEBHOOK_ATTEMPTS", "1").set("SERAI_EVENTS_DEAD_LETTERS", "kafka:dead");
            assertThat(serai.start().awaitExit(SOON)).isEqualTo(1);
            assertThat(serai.log()).contains("serai.events.kafka.brokers names no broker");
        }
    }

    private static SeraiProcess serai(WebhookReceiver receiver) {
        return Cluster.serai(api.kubeconfig())
                .set("SERAI_EVENTS_WEBHOOK_URL", receiver.url() + "hook")
                .set("SERAI_EVENTS_WEBHOOK_ATTEMPTS", "2")
                .set("SERAI_EVENTS_WEBHOOK_LONGEST_WAIT", "1s");
    }

    private static String id(String pod) {
        JsonNode stored = Json.parse(Cluster.direct(api, PODS + "/" + pod));
        return stored.at("/metadata/uid").asText() + "-"
                + stored.at("/metadata/resourceVersion").asText();
    }

    private static JsonNode get(SeraiProcess serai, String path) {
        HttpResponse<String> answer = send(serai, "GET", path);
        assertThat(answer.statusCode()).as(path).isEqualTo(200);
        return Json.parse(answer.body());
    }

    private static JsonNode post(SeraiProcess serai, String path) {
        HttpResponse<String> answer = send(serai, "POST", path);
        assertThat(answer.statusCode()).as(path).isEqualTo(200);
        return Json.parse(answer.body());
    }

    private static HttpResponse<String> send(SeraiProcess serai, String method, String path) {
        return serai.send(HttpRequest.newBuilder(URI.create(serai.managementUrl() + path))
                .method(method, HttpRequest.BodyPublishers.noBody())
                .build());
    }
}

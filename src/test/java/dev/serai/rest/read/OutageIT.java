package dev.serai.rest.read;

import static dev.serai.fixture.process.Cluster.PODS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.serai.fixture.api.KubeApi;
import dev.serai.fixture.api.Pods;
import dev.serai.fixture.http.Json;
import dev.serai.fixture.http.WebhookReceiver;
import dev.serai.fixture.kafka.KafkaBroker;
import dev.serai.fixture.process.Cluster;
import dev.serai.fixture.process.SeraiProcess;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The API server, Serai and the sinks go away and come back. */
class OutageIT {

    private static final Duration SOON = Duration.ofSeconds(10);

    // A read of a team's own.
    private static final String NAMES = """
            - rest:
                path: /names
                get: [ { path: "/{name}", to: "direct:names" } ]
            - route:
                id: names
                from:
                  uri: direct:names
                  steps:
                    - setHeader: { name: CamelKubernetesPodName, simple: "${header.name}" }
                    - to: kube-cache:pods?operation=get&namespace=default
                    - to: kamelet:custom-columns-action?columns=name:.metadata.name
            """;

    private KubeApi api;
    private KafkaBroker kafka;
    private WebhookReceiver hook;
    private SeraiProcess serai;

    @BeforeEach
    void start() throws IOException {
        api = KubeApi.start();
        kafka = KafkaBroker.create();
        hook = new WebhookReceiver();
        serai = Cluster.serai(api.kubeconfig())
                .set("SERAI_EVENTS_KAFKA_BROKERS", kafka.bootstrapServers())
                .set("SERAI_EVENTS_WEBHOOK_URL", hook.url());
        Path team = Files.createDirectory(Cluster.file(serai, "team"));
        Files.writeString(team.resolve("names.camel.yaml"), NAMES);
        serai.set("SERAI_ROUTES_DIRECTORY", team.toString());
        serai.start().awaitReady(Cluster.STARTED);
    }

    @AfterEach
    void stop() {
        serai.close();
        hook.close();
        kafka.close();
        api.close();
    }

    @Test
    void readsGoOnAndWritesAreRefusedUntilTheApiServerIsBackAndThenNothingIsMissing() {
        JsonNode kept = create("kept");
        JsonNode deleted = create("deleted");
        JsonNode replaced = create("replaced");
        await().atMost(SOON).untilAsserted(() -> assertThat(delivered())
                .contains(id(kept, "added"), id(deleted, "added"), id(replaced, "added")));

        api.stopApiServer();

        assertThat(serai.get(PODS + "/kept").statusCode()).isEqualTo(200);
        assertThat(Json.parse(serai.get(PODS).body()).path("items")).hasSize(3);
        assertThat(serai.get("/names/kept").body()).isEqualTo("{\"name\":\"kept\"}");
        assertThat(serai.get("/names/none").statusCode()).isEqualTo(404);
        Instant asked = Instant.now();
        HttpResponse<String> write = Cluster.post(serai, PODS, Pods.small("during-the-outage"));
        assertThat(write.statusCode()).isEqualTo(503);
        assertThat(Duration.between(asked, Instant.now())).isLessThan(Duration.ofSeconds(5));
        assertThat(write.headers().firstValue("retry-after")).hasValue("1");
        assertThat(Json.parse(write.body()).at("/reason").asText()).isEqualTo("ServiceUnavailable");
        assertThat(serai.get(PODS + "/kept").statusCode()).isEqualTo(200);

        // The API server comes back for others first: what they change, Serai's own watch does not see.
        api.startApiServerBehindClosedLink();
        api.kubectl("delete", "pod", "deleted", "--grace-period=0", "--force");
        api.kubectl("delete", "pod", "replaced", "--grace-period=0", "--force");
        api.kubectlWithInput(Pods.small("replaced"), "create", "-f", "-");
        api.kubectlWithInput(Pods.small("new"), "create", "-f", "-");
        api.kubectl("label", "pod", "kept", "changed=yes");
        api.link().resume();

        await().atMost(SOON).untilAsserted(() -> assertThat(
                        Json.withoutManagedFields(serai.get(PODS).body()).path("items"))
                .isEqualTo(Json.withoutManagedFields(Cluster.direct(api, PODS)).path("items")));
        await().atMost(SOON).untilAsserted(() -> assertThat(delivered())
                .contains(
                        uid(deleted) + "-deleted",
                        uid(replaced) + "-deleted",
                        id(served("replaced"), "added"),
                        id(served("new"), "added"),
                        id(served("kept"), "modified")));
        assertThat(Cluster.post(serai, PODS, Pods.small("after-the-outage")).statusCode())
                .isEqualTo(201);
    }

    @Test
    void whatHappensWhileSeraiIsDeadIsDeliveredWhenItLivesAgain() {
        JsonNode kept = create("kept");
        JsonNode deleted = create("deleted");
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(delivered()).contains(id(kept, "added"), id(deleted, "added")));

        serai.kill();
        api.kubectl("delete", "pod", "deleted", "--grace-period=0", "--force");
        api.kubectlWithInput(Pods.small("new"), "create", "-f", "-");
        api.kubectl("label", "pod", "kept", "changed=yes");
        serai.start().awaitReady(Cluster.STARTED);

        await().atMost(SOON).untilAsserted(() -> assertThat(delivered())
                .contains(uid(deleted) + "-deleted", id(served("new"), "added"), id(served("kept"), "modified")));
        String lastState = hook.received().stream()
                .filter(received -> received.header("ce-id")
                        .filter((uid(deleted) + "-deleted")::equals)
                        .isPresent())
                .map(received -> received.text())
                .findFirst()
                .orElseThrow();
        assertThat(Json.parse(lastState).at("/metadata/name").asText()).isEqualTo("deleted");
    }

    @Test
    void whatTheSinksDoNotTakeComesAgainInOrder() {
        hook.answerWith(500, Map.of());
        kafka.stop();
        JsonNode pod = create("patient");
        api.kubectl("label", "pod", "patient", "step=1");
        String modified = id(Json.parse(Cluster.direct(api, PODS + "/patient")), "modified");
        api.kubectl("delete", "pod", "patient", "--grace-period=0", "--force");
        await().atMost(SOON).until(() -> serai.get(PODS + "/patient").statusCode() == 404);

        kafka.start();
        hook.answerWith(200, Map.of());

        List<String> expected = List.of(id(pod, "added"), modified, uid(pod) + "-deleted");
        Duration afterBackoff = Duration.ofSeconds(60);
        await().atMost(afterBackoff).untilAsserted(() -> {
            assertThat(inOrder(fromKafka(), expected)).isEqualTo(expected);
            assertThat(inOrder(taken(), expected)).isEqualTo(expected);
        });
    }

    private JsonNode create(String name) {
        api.kubectlWithInput(Pods.small(name), "create", "-f", "-");
        await().atMost(SOON).until(() -> serai.get(PODS + "/" + name).statusCode() == 200);
        return served(name);
    }

    private JsonNode served(String name) {
        return Json.parse(serai.get(PODS + "/" + name).body());
    }

    // What both sinks have.
    private Set<String> delivered() {
        var both = Set.copyOf(fromKafka());
        return taken().stream().filter(both::contains).collect(Collectors.toSet());
    }

    private List<String> taken() {
        return hook.taken().stream()
                .map(received -> received.header("ce-id").orElseThrow())
                .toList();
    }

    private List<String> fromKafka() {
        return kafka.records("serai.events").stream()
                .map(record -> new String(record.headers().lastHeader("ce_id").value(), StandardCharsets.UTF_8))
                .toList();
    }

    private static List<String> inOrder(List<String> ids, List<String> of) {
        return ids.stream().filter(of::contains).distinct().toList();
    }

    private static String uid(JsonNode pod) {
        return pod.at("/metadata/uid").asText();
    }

    private static String id(JsonNode pod, String type) {
        return uid(pod) + "-" + pod.at("/metadata/resourceVersion").asText() + "-" + type;
    }
}

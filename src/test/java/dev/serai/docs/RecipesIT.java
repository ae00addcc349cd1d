package dev.serai.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.serai.fixture.api.KubeApi;
import dev.serai.fixture.api.Pods;
import dev.serai.fixture.api.Widgets;
import dev.serai.fixture.http.Json;
import dev.serai.fixture.http.Received;
import dev.serai.fixture.http.Signatures;
import dev.serai.fixture.http.WebhookReceiver;
import dev.serai.fixture.kafka.KafkaBroker;
import dev.serai.fixture.process.Closing;
import dev.serai.fixture.process.Cluster;
import dev.serai.fixture.process.SeraiProcess;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Every file in docs/recipes but node jobs, as it is, in one Serai between a real API server and real sinks. Node jobs
 * are in NodeAgentIT.
 */
class RecipesIT {

    private static final Duration SOON = Duration.ofSeconds(30);
    private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    private static final String RUNNING = """
            {"status":{"phase":"Running","containerStatuses":[{"name":"main","image":"i","imageID":"","ready":true,
             "restartCount":%d,"started":true,"state":{"running":{"startedAt":"2026-01-01T00:00:00Z"}}}]}}""";
    private static final String PULL_FAILED = """
            {"status":{"phase":"Pending","containerStatuses":[{"name":"main","image":"i","imageID":"","ready":false,
             "restartCount":0,"started":false,"state":{"waiting":{"reason":"ErrImagePull","message":"no"}}}]}}""";
    private static final String EVICTED = """
            {"status":{"phase":"Failed","reason":"Evicted","message":"The node was low on resource: memory."}}""";

    private static final String PAGE = "https://builds.example.com";
    private static final String BUILD = "{\"id\":\"%s\",\"image\":\"example.com/app:%d\"}";
    // Beside the recipes: a read of custom resources.
    private static final String WIDGETS = """
            - rest:
                path: /widgets
                get:
                  - { to: "direct:widgets-all" }
                  - { path: "/{name}", to: "direct:widgets-one" }
            - route:
                id: widgets-all
                from:
                  uri: direct:widgets-all
                  steps:
                    - to: kube-cache:widgets.example.com?operation=list
            - route:
                id: widgets-one
                from:
                  uri: direct:widgets-one
                  steps:
                    - setHeader: { name: CamelKubernetesResourceName, simple: "${header.name}" }
                    - to: kube-cache:widgets.example.com?operation=get&namespace=default
                    - convertBodyTo: { type: io.fabric8.kubernetes.api.model.GenericKubernetesResource, mandatory: false }
                    - marshal: { json: {} }
            """;

    private static KubeApi api;
    private static KafkaBroker kafka;
    private static WebhookReceiver chat;
    private static WebhookReceiver tickets;
    private static SeraiProcess serai;

    @BeforeAll
    static void start() throws Exception {
        api = KubeApi.start();
        kafka = KafkaBroker.create();
        kafka.createTopic("pod-states", 1, Map.of("cleanup.policy", "compact"));
        chat = new WebhookReceiver();
        tickets = new WebhookReceiver();
        serai = Cluster.serai(api.kubeconfig())
                .set("CHAT_URL", chat.url() + "services/T0/B0?token=x%20y&a=b")
                .set("TICKET_URL", tickets.url())
                .set("TICKET_SECRET", SECRET)
                .set("KAFKA_BROKERS", kafka.bootstrapServers());
        Path team = Files.createDirectory(Cluster.file(serai, "team"));
        try (Stream<Path> recipes = Files.list(Path.of("docs/recipes"))) {
            for (Path recipe : recipes.filter(file -> file.toString().endsWith(".camel.yaml"))
                    .filter(file -> !file.toString().endsWith("-of-a-node.camel.yaml"))
                    .toList()) {
                Files.copy(recipe, team.resolve(recipe.getFileName()));
            }
        }
        Files.writeString(team.resolve("widgets.camel.yaml"), WIDGETS);
        Widgets.define(api);
        api.kubectl("create", "namespace", "shop");
        api.kubectl("create", "namespace", "builds");
        serai.set("SERAI_ROUTES_DIRECTORY", team.toString())
                .set("SERAI_CACHE_RESOURCES", "pods," + Widgets.CRD)
                .set("SERAI_CORS_ORIGINS", PAGE)
                .start()
                .awaitReady(Cluster.STARTED);
        await().atMost(SOON).untilAsserted(() -> assertThat(serai.log())
                .contains("builds.camel.yaml is loaded", "build-events.camel.yaml is loaded")
                .contains("widgets.camel.yaml is loaded")
                .contains("restarts-to-chat.camel.yaml is loaded")
                .contains("failed-image-pulls-to-tickets.camel.yaml is loaded")
                .contains("pod-states-to-compacted-topic.camel.yaml is loaded")
                .contains("evictions-to-kafka.camel.yaml is loaded")
                .contains("one-namespace-to-a-file.camel.yaml is loaded"));
        // What changed before a subscription has begun is no news to it.
        serai.awaitHealthy(SOON);
    }

    @AfterAll
    static void stop() {
        for (AutoCloseable part : new AutoCloseable[] {serai, tickets, chat, kafka, api}) {
            Closing.close(part);
        }
    }

    @Test
    void aRestartIsToldToTheChat() {
        create("default", "restarts");
        status("default", "restarts", RUNNING.formatted(0));
        awaitState("default", "restarts", "Running");
        status("default", "restarts", RUNNING.formatted(1));

        await().atMost(SOON).untilAsserted(() -> assertThat(chat.received()).hasSize(1));
        Received told = chat.received().get(0);
        assertThat(told.path()).isEqualTo("/services/T0/B0?token=x%20y&a=b");
        assertThat(told.header("Content-Type")).hasValue("application/json");
        assertThat(Json.parse(told.text())).isEqualTo(Json.parse("""
                        {"text":"main of /api/v1/namespaces/default/pods/restarts: restarted"}"""));
    }

    @Test
    void anImageThatCannotBePulledOpensATicket() {
        create("default", "unpullable");
        awaitState("default", "unpullable", "Pending");
        status("default", "unpullable", PULL_FAILED);

        await().atMost(SOON).untilAsserted(() -> assertThat(tickets.received()).hasSize(1));
        Received ticket = tickets.received().get(0);
        assertThat(Json.parse(ticket.text())).isEqualTo(Json.parse("""
                        {"title":"Image of main cannot be pulled",
                         "object":"/api/v1/namespaces/default/pods/unpullable"}"""));
        assertThat(Signatures.verify(SECRET, ticket)).isTrue();
    }

    @Test
    void aCompactedTopicKnowsTheLastStateAndForgetsTheDeleted() {
        create("default", "kept");
        create("default", "gone");
        String kept = uid("default", "kept");
        String gone = uid("default", "gone");
        await().atMost(SOON).untilAsserted(() -> assertThat(keys("pod-states")).contains(kept, gone));
        status("default", "kept", RUNNING.formatted(0));
        api.kubectl("delete", "pod", "gone", "--grace-period=0", "--force");

        await().atMost(SOON).untilAsserted(() -> {
            assertThat(last("pod-states", gone).value()).isNull();
            assertThat(Json.parse(new String(last("pod-states", kept).value(), StandardCharsets.UTF_8))
                            .at("/status/phase")
                            .asText())
                    .isEqualTo("Running");
        });
    }

    @Test
    void evictionsGoToATopicButForThoseThatAreFilteredOut() {
        create("kube-system", "of-the-system");
        create("default", "evicted");
        awaitState("kube-system", "of-the-system", "Pending");
        awaitState("default", "evicted", "Pending");
        status("kube-system", "of-the-system", EVICTED);
        awaitState("kube-system", "of-the-system", "Failed");
        status("default", "evicted", EVICTED);

        String uid = uid("default", "evicted");
        await().atMost(SOON).untilAsserted(() -> assertThat(keys("evictions")).containsExactly(uid));
    }

    @Test
    void oneNamespaceIsWrittenToAFile() {
        create("default", "elsewhere");
        create("shop", "till");
        api.kubectl("delete", "pod", "-n", "shop", "till", "--grace-period=0", "--force");

        Path file = Cluster.file(serai, "data/shop.txt");
        await().atMost(SOON).ignoreExceptions().untilAsserted(() -> assertThat(Files.readAllLines(file))
                .allMatch(line -> line.endsWith(" /api/v1/namespaces/shop/pods/till"))
                .anyMatch(line -> line.contains(" dev.serai.resource.added "))
                .last()
                .asString()
                .contains(" dev.serai.resource.deleted "));
    }

    @Test
    void aBuildIsMadeOnceHoweverOftenItIsAskedForAndReadInTheTeamsWords() {
        HttpResponse<String> made = build("key-1", BUILD.formatted("7", 1));
        assertThat(made.statusCode()).isEqualTo(201);
        assertThat(Json.parse(made.body()).at("/id").asText()).isEqualTo("7");
        String pod = Json.parse(made.body()).at("/pod").asText();
        assertThat(pod).startsWith("build-7-");

        HttpResponse<String> again = build("key-1", BUILD.formatted("7", 1));
        assertThat(again.statusCode()).isEqualTo(201);
        assertThat(again.body()).isEqualTo(made.body());
        assertThat(build("key-1", BUILD.formatted("7", 2)).statusCode()).isEqualTo(422);
        assertThat(builds("7")).isEqualTo(pod);

        await().atMost(SOON)
                .untilAsserted(
                        () -> assertThat(serai.get("/builds/7").statusCode()).isEqualTo(200));
        assertThat(Json.parse(serai.get("/builds/7").body())).isEqualTo(Json.parse("""
                        [{"id":"7","pod":"%s","phase":"Pending","node":null}]""".formatted(pod)));
        HttpResponse<String> none = serai.get("/builds/8");
        assertThat(none.statusCode()).isEqualTo(404);
        assertThat(none.body()).isEqualTo("{\"error\":\"there is no such build\"}");
        assertThat(none.headers().firstValue("Content-Type")).hasValue("application/json");
        HttpResponse<String> refused = serai.get("/builds/7%2Cx%20in%20(a)");
        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(refused.body()).isEqualTo("{\"error\":\"this cannot be answered\",\"code\":400}");

        int pending = summary("pending");
        int running = summary("running");
        status("builds", pod, RUNNING.formatted(0));
        await().atMost(SOON).untilAsserted(() -> {
            assertThat(summary("pending")).isEqualTo(pending - 1);
            assertThat(summary("running")).isEqualTo(running + 1);
        });
    }

    @Test
    void whatABuildIsMadeOfCannotBecomeMoreThanThat() {
        for (String body : new String[] {
            "{\"id\":\"9\",\"image\":\"x\\\",\\\"command\\\":[\\\"sh\\\"],\\\"name\\\":\\\"y\"}",
            "{\"id\":\"9\\\",\\\"a\\\":\\\"b\",\"image\":\"x\"}",
            "{\"id\":\"9\"}",
            "{\"id\":[\"9\"],\"image\":\"x\"}",
            "[]",
            "nothing"
        }) {
            HttpResponse<String> refused = build(null, body);
            assertThat(refused.statusCode()).as(body).isEqualTo(400);
            assertThat(refused.body()).startsWith("{\"error\":\"a build ");
        }
        assertThat(builds("9")).isEmpty();

        // What the caller asks Kubernetes for besides is not passed on.
        HttpRequest dry = post("/builds?dryRun=All", BUILD.formatted("10", 1))
                .header("Accept", "application/yaml")
                .build();
        assertThat(serai.send(dry).statusCode()).isEqualTo(201);
        assertThat(builds("10")).startsWith("build-10-");
        // Without a key each is one of its own.
        assertThat(build(null, BUILD.formatted("10", 1)).statusCode()).isEqualTo(201);
        assertThat(builds("10").split(" ")).hasSize(2);
    }

    @Test
    void whoListensToABuildHearsOfItsPodsOnly() throws Exception {
        var heard = new CopyOnWriteArrayList<String>();
        HttpRequest listen = HttpRequest.newBuilder(URI.create(serai.url() + "/builds/21/events"))
                .header("Accept", "text/event-stream")
                .build();
        CompletableFuture<?> stream = HttpClient.newHttpClient()
                .sendAsync(listen, HttpResponse.BodyHandlers.ofLines())
                .thenApplyAsync(answer -> {
                    heard.add(answer.statusCode() + " "
                            + answer.headers().firstValue("Content-Type").orElse(""));
                    answer.body().filter(line -> line.startsWith("data: ")).forEach(heard::add);
                    return answer;
                });
        try {
            await().atMost(SOON).until(() -> !heard.isEmpty());
            assertThat(heard.get(0)).isEqualTo("200 text/event-stream");
            build(null, BUILD.formatted("22", 1));
            String pod = Json.parse(build(null, BUILD.formatted("21", 1)).body())
                    .at("/pod")
                    .asText();
            status("builds", pod, RUNNING.formatted(0));
            api.kubectl("delete", "pod", "-n", "builds", pod, "--grace-period=0", "--force");

            await().atMost(SOON).until(() -> heard.get(heard.size() - 1).contains("\"DELETED\""));
            List<JsonNode> events = heard.stream()
                    .skip(1)
                    .map(line -> Json.parse(line.substring("data: ".length())))
                    .filter(event -> !event.path("type").asText().equals("BOOKMARK"))
                    .toList();
            assertThat(events)
                    .allSatisfy(event -> assertThat(
                                    event.at("/object/metadata/name").asText())
                            .isEqualTo(pod))
                    .extracting(event -> event.path("type").asText())
                    .startsWith("ADDED")
                    .contains("MODIFIED");
        } finally {
            stream.cancel(true);
        }
        assertThat(serai.get("/builds/21,22/events").statusCode()).isEqualTo(400);
    }

    @Test
    void aPageThatIsListedMayUseAllOfItFromABrowser() {
        for (String path : new String[] {"/builds", "/builds/7/events", "/api/v1/namespaces/builds/pods"}) {
            HttpResponse<String> preflight = serai.send(HttpRequest.newBuilder(URI.create(serai.url() + path))
                    .method("OPTIONS", HttpRequest.BodyPublishers.noBody())
                    .header("Origin", PAGE)
                    .header("Access-Control-Request-Method", "GET")
                    .build());
            assertThat(preflight.statusCode()).isEqualTo(204);
            assertThat(preflight.headers().firstValue("Access-Control-Allow-Origin"))
                    .hasValue(PAGE);
        }
        for (String path : new String[] {"/builds", "/api/v1/namespaces/builds/pods", "/api/v1/none"}) {
            HttpResponse<String> answer = serai.send(HttpRequest.newBuilder(URI.create(serai.url() + path))
                    .header("Origin", PAGE)
                    .build());
            assertThat(answer.headers().firstValue("Access-Control-Allow-Origin"))
                    .hasValue(PAGE);
        }
    }

    @Test
    void theTeamsApiIsDescribed() {
        JsonNode paths = Json.parse(serai.get("/facade/openapi.json").body()).path("paths");

        assertThat(paths.properties().stream().map(Map.Entry::getKey))
                .containsExactlyInAnyOrder(
                        "/builds", "/builds/{id}", "/builds/{id}/events", "/widgets", "/widgets/{name}");
        assertThat(paths.at("/~1builds~1{id}/get/operationId").asText()).isEqualTo("get-build");
    }

    @Test
    void customResourcesAreReadFromTheCacheToo() {
        api.kubectlWithInput(Widgets.named("red", 3), "create", "-f", "-");
        await().atMost(SOON).until(() -> serai.get("/widgets/red").statusCode() == 200);

        JsonNode one = Json.parse(serai.get("/widgets/red").body());
        assertThat(one.at("/kind").asText()).isEqualTo("Widget");
        assertThat(one.at("/spec/size").asInt()).isEqualTo(3);
        assertThat(serai.get("/widgets/none").statusCode()).isEqualTo(404);
        assertThat(serai.get("/widgets/*").statusCode()).isEqualTo(400);
        JsonNode all = Json.parse(serai.get("/widgets").body());
        assertThat(all.at("/kind").asText()).isEqualTo("WidgetList");
        assertThat(all.path("items"))
                .isEqualTo(Json.withoutManagedFields(Cluster.direct(api, Widgets.PATH))
                        .path("items"));
    }

    private static HttpResponse<String> build(String key, String body) {
        HttpRequest.Builder request = post("/builds", body);
        return serai.send(
                key == null
                        ? request.build()
                        : request.header("Idempotency-Key", key).build());
    }

    private static HttpRequest.Builder post(String path, String body) {
        return HttpRequest.newBuilder(URI.create(serai.url() + path))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body));
    }

    /** The pods of a build, as the API server has them. */
    private static String builds(String id) {
        return api.kubectl(
                "get", "pods", "-n", "builds", "-l", "build=" + id, "-o", "jsonpath={.items[*].metadata.name}");
    }

    private static int summary(String phase) {
        return Json.parse(serai.get("/builds").body()).path(phase).asInt(-1);
    }

    private static void create(String namespace, String name) {
        api.kubectlWithInput(Pods.small(name), "create", "-n", namespace, "-f", "-");
    }

    private static void status(String namespace, String name, String patch) {
        api.kubectl("patch", "pod", "-n", namespace, name, "--subresource=status", "--type=merge", "-p", patch);
    }

    /** Until Serai has seen it: what is over before that is no change. */
    private static void awaitState(String namespace, String name, String phase) {
        await().atMost(SOON).until(() -> serai.get("/api/v1/namespaces/%s/pods/%s".formatted(namespace, name))
                .body()
                .contains("\"phase\":\"" + phase + "\""));
    }

    private static String uid(String namespace, String name) {
        return api.kubectl("get", "pod", "-n", namespace, name, "-o", "jsonpath={.metadata.uid}");
    }

    private static List<String> keys(String topic) {
        return kafka.records(topic).stream().map(ConsumerRecord::key).toList();
    }

    private static ConsumerRecord<String, byte[]> last(String topic, String key) {
        return kafka.records(topic).stream()
                .filter(record -> record.key().equals(key))
                .reduce((earlier, later) -> later)
                .orElseThrow();
    }
}

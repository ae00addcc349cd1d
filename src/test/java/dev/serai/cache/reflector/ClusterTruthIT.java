package dev.serai.cache.reflector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.serai.fixture.api.KubeApi;
import dev.serai.fixture.http.Received;
import dev.serai.fixture.http.WebhookReceiver;
import dev.serai.fixture.process.Closing;
import dev.serai.fixture.process.Cluster;
import dev.serai.fixture.process.SeraiProcess;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What no watch tells: etcd is restored from a backup, and definitions change. Serai shows it, and its sinks hear it. */
@Timeout(600)
class ClusterTruthIT {

    private static final Duration SOON = Duration.ofSeconds(30);
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final String GADGETS = "gadgets.example.com";
    private static final String CREATE = """
        {"apiVersion":"v1","kind":"Pod","metadata":{"name":"%s"},
         "spec":{"containers":[{"name":"c","image":"example.com/x:1"}]}}
        """;
    private static final String DEFINITION = """
        {"apiVersion":"apiextensions.k8s.io/v1","kind":"CustomResourceDefinition",
         "metadata":{"name":"gadgets.example.com"},
         "spec":{"group":"example.com","scope":"Namespaced",
          "names":{"plural":"gadgets","singular":"gadget","kind":"Gadget"},
          "versions":[
           {"name":"v1alpha1","served":%2$s,"storage":%4$s,"schema":{"openAPIV3Schema":{"type":"object","properties":{
            "spec":{"type":"object","properties":{"colour":{"type":"string"},"size":%1$s}}}}}},
           {"name":"v1","served":%3$s,"storage":%5$s,"schema":{"openAPIV3Schema":{"type":"object","properties":{
            "spec":{"type":"object","properties":{"colour":{"type":"string"},"size":%1$s}}}}}}]}}
        """;

    private static final WebhookReceiver SINK = new WebhookReceiver();
    private static KubeApi api;
    private static SeraiProcess serai;

    @BeforeAll
    static void start() {
        api = KubeApi.start();
        define("{\"type\":\"integer\"}", true, false, false);
        serai = Cluster.serai(api.kubeconfig())
                .set("SERAI_CACHE_RESOURCES", "pods," + GADGETS)
                .set("SERAI_EVENTS_RESOURCES", "pods," + GADGETS)
                .set("SERAI_EVENTS_WEBHOOK_URL", SINK.url())
                .set("SERAI_EVENTS_WEBHOOK_SECRET", "whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIz")
                .start()
                .awaitReady(Cluster.STARTED);
    }

    @AfterAll
    static void stop() {
        for (AutoCloseable part : new AutoCloseable[] {serai, api, SINK}) {
            Closing.close(part);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aRestoredEtcdIsListedAnew(boolean writtenSince) {
        String mark = writtenSince ? "b" : "a";
        for (String name : List.of("old1", "old2", "old3")) {
            create(name + mark);
        }
        api.kubectl("label", "pod", "old3" + mark, "state=saved");
        await().atMost(SOON).untilAsserted(() -> assertThat(told("old3" + mark)).contains("modified"));
        api.backUp();
        await().atMost(SOON).until(() -> Cluster.ready(serai).statusCode() == 200);
        IntStream.range(0, 10).forEach(i -> api.kubectl("label", "pod", "old1" + mark, "--overwrite", "n=" + i));
        api.kubectl("delete", "pod", "old2" + mark, "--force", "--grace-period=0");
        create("new1" + mark);
        api.kubectl("label", "pod", "old3" + mark, "--overwrite", "state=after");
        await().atMost(SOON).untilAsserted(() -> {
            assertThat(told("old2" + mark)).contains("deleted");
            assertThat(told("old3" + mark)).hasSize(3);
        });
        int before = SINK.taken().size();
        CompletableFuture<HttpResponse<String>> watch = watch(Cluster.PODS + "?watch=true");

        api.restore();
        api.startApiServerBehindClosedLink();
        if (writtenSince) {
            // So that the version of the API server is not below that of the cache.
            IntStream.range(0, 30).forEach(i -> api.kubectl("label", "pod", "old1" + mark, "--overwrite", "m=" + i));
        }
        api.link().resume();

        await().atMost(SOON).untilAsserted(() -> {
            assertThat(pods(serai.get(Cluster.PODS).body())).isEqualTo(pods(Cluster.direct(api, Cluster.PODS)));
            assertThat(Cluster.ready(serai).statusCode()).isEqualTo(200);
        });
        await().atMost(SOON).untilAsserted(() -> assertThat(
                        SINK.taken().subList(before, SINK.taken().size()).stream()
                                .filter(event -> !subject(event).contains("old1")))
                .extracting(ClusterTruthIT::subject, ClusterTruthIT::type)
                .contains(
                        tuple(Cluster.PODS + "/new1" + mark, "deleted"),
                        tuple(Cluster.PODS + "/old2" + mark, "added"),
                        tuple(Cluster.PODS + "/old3" + mark, "modified")));
        assertThat(watch.join().body()).endsWith("\"reason\":\"Expired\",\"code\":410}}\n");
        assertThat(Cluster.post(serai, Cluster.PODS, CREATE.formatted("own" + mark))
                        .statusCode())
                .isEqualTo(201);
        assertThat(serai.get(Cluster.PODS + "/own" + mark).statusCode()).isEqualTo(200);
        // What came back is deleted a second time.
        api.kubectl("delete", "pod", "old2" + mark, "--force", "--grace-period=0");
        await().atMost(SOON).untilAsserted(() -> assertThat(Collections.frequency(told("old2" + mark), "deleted"))
                .isEqualTo(2));
        assertIdsNameOneThing();
    }

    @Test
    void aChangedDefinitionShowsAndIsNoDelete() throws IOException {
        String alpha = "/apis/example.com/v1alpha1/namespaces/default/gadgets";
        String stable = "/apis/example.com/v1/namespaces/default/gadgets";
        api.kubectlWithInput(
                "{\"apiVersion\":\"example.com/v1alpha1\",\"kind\":\"Gadget\",\"metadata\":{\"name\":\"w1\"},"
                        + "\"spec\":{\"colour\":\"red\"}}",
                "apply",
                "-f",
                "-");
        await().atMost(SOON).untilAsserted(() -> assertThat(told("w1")).containsExactly("added"));
        String tag = serai.get(alpha + "/w1").headers().firstValue("ETag").orElseThrow();
        CompletableFuture<HttpResponse<String>> watch = watch(alpha + "?watch=true");

        define("{\"type\":\"integer\",\"default\":7}", true, false, false);

        await().atMost(SOON).untilAsserted(() -> {
            HttpResponse<String> answer = get(alpha + "/w1", tag);
            assertThat(answer.headers().firstValue("Cache-Status")).hasValue("serai; hit");
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(MAPPER.readTree(answer.body()).at("/spec/size").asInt()).isEqualTo(7);
        });
        assertEnded(watch);

        CompletableFuture<HttpResponse<String>> last = watch(alpha + "?watch=true");
        define("{\"type\":\"integer\",\"default\":7}", false, true, true);

        await().atMost(SOON).untilAsserted(() -> {
            HttpResponse<String> answer = serai.get(stable + "/w1");
            assertThat(answer.headers().firstValue("Cache-Status")).hasValue("serai; hit");
            assertThat(MAPPER.readTree(answer.body()).path("apiVersion").asText())
                    .isEqualTo("example.com/v1");
            assertThat(serai.get(alpha + "/w1").statusCode()).isEqualTo(404);
        });
        assertEnded(last);

        CompletableFuture<HttpResponse<String>> stableWatch = watch(stable + "?watch=true");
        define("{\"type\":\"integer\",\"default\":7}", false, false, true);

        await().atMost(SOON)
                .untilAsserted(
                        () -> assertThat(serai.get(stable + "/w1").statusCode()).isEqualTo(404));
        assertEnded(stableWatch);
        define("{\"type\":\"integer\",\"default\":7}", false, true, true);
        await().atMost(SOON).untilAsserted(() -> assertThat(
                        serai.get(stable + "/w1").headers().firstValue("Cache-Status"))
                .hasValue("serai; hit"));
        assertThat(told("w1")).containsExactly("added");
        api.kubectl("label", GADGETS, "w1", "a=b");
        api.kubectl("delete", GADGETS, "w1");
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(told("w1")).containsExactly("added", "modified", "deleted"));
        assertIdsNameOneThing();
    }

    private static void assertEnded(CompletableFuture<HttpResponse<String>> watch) throws IOException {
        for (String line : watch.join().body().lines().toList()) {
            assertThat(MAPPER.readTree(line).path("type").asText()).isNotIn("DELETED", "ERROR");
        }
    }

    // A sink that has seen an id does not take it again.
    private static void assertIdsNameOneThing() {
        List<String> named = SINK.taken().stream()
                .map(event -> event.header("webhook-id").orElseThrow() + event.text())
                .distinct()
                .toList();
        assertThat(SINK.taken().stream()
                        .map(event -> event.header("webhook-id").orElseThrow())
                        .distinct())
                .hasSameSizeAs(named);
    }

    private static List<String> told(String name) {
        return SINK.taken().stream()
                .filter(event -> subject(event).endsWith("/" + name))
                .map(ClusterTruthIT::type)
                .toList();
    }

    private static String subject(Received event) {
        return event.header("ce-subject").orElseThrow();
    }

    private static String type(Received event) {
        return event.header("ce-type").orElseThrow().replace("dev.serai.resource.", "");
    }

    private static List<String> pods(String list) throws IOException {
        JsonNode items = MAPPER.readTree(list).path("items");
        return StreamSupport.stream(items.spliterator(), false)
                .map(pod -> pod.at("/metadata/uid").asText()
                        + pod.at("/metadata/resourceVersion").asText())
                .toList();
    }

    private static CompletableFuture<HttpResponse<String>> watch(String path) {
        return HTTP.sendAsync(
                HttpRequest.newBuilder(URI.create(serai.url() + path)).build(), HttpResponse.BodyHandlers.ofString());
    }

    private static HttpResponse<String> get(String path, String tag) {
        return serai.send(HttpRequest.newBuilder(URI.create(serai.url() + path))
                .header("If-None-Match", tag)
                .build());
    }

    private static void create(String name) {
        api.kubectlWithInput(CREATE.formatted(name), "create", "-f", "-");
    }

    /** Serves these versions; {@code stored} is whether v1 is the one that is stored. */
    private static void define(String size, boolean alpha, boolean stable, boolean stored) {
        api.kubectlWithInput(DEFINITION.formatted(size, alpha, stable, !stored, stored), "apply", "-f", "-");
        api.kubectl("wait", "--for=condition=Established", "crd/" + GADGETS);
    }
}

package dev.serai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.serai.fixture.KubeApi;
import dev.serai.fixture.SeraiProcess;
import io.fabric8.kubernetes.client.http.HttpClient;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tables of pods, which kubectl asks for, beside the API server's own. */
class TableIT {

    private static final Duration SOON = Duration.ofSeconds(10);
    private static final String TABLE = "application/json;as=Table;v=v1;g=meta.k8s.io";
    private static final String PODS = "/api/v1/namespaces/tables/pods";

    private static KubeApi api;
    private static SeraiProcess serai;

    @BeforeAll
    static void start() {
        api = KubeApi.start();
        for (String namespace : List.of("tables", "changing")) {
            api.kubectl("create", "namespace", namespace);
        }
        ShownPods.createIn(api, "tables");
        serai = Cluster.serai(api.kubeconfig());
        serai.start().awaitReady(Cluster.STARTED);
    }

    @AfterAll
    static void stop() {
        if (serai != null) {
            serai.close();
        }
        if (api != null) {
            api.close();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                PODS,
                PODS + "?includeObject=Metadata",
                PODS + "?includeObject=None",
                PODS + "?includeObject=Object",
                PODS + "?labelSelector=app%3Dsmall",
                PODS + "?fieldSelector=status.phase%3DSucceeded",
                PODS + "?labelSelector=app%3Dnone",
                PODS + "/crashing",
                PODS + "/sidecars?includeObject=Object",
                PODS + "/done?includeObject=None",
                "/api/v1/pods",
            })
    void aTableFromTheCacheEqualsTheApiServersOwn(String path) {
        HttpResponse<String> served = table(serai.url() + path);

        assertThat(served.statusCode()).isEqualTo(200);
        assertThat(served.headers().firstValue("Cache-Status")).hasValue("serai; hit");
        assertThat(served.headers().firstValue("Content-Type")).hasValue("application/json");
        assertThat(comparable(served.body())).isEqualTo(comparable(direct(path)));
    }

    @Test
    void pagesOfATableEqualTheApiServersOwn() {
        String ours = "";
        String theirs = "";
        int pages = 0;
        do {
            JsonNode served =
                    Json.parse(table(serai.url() + PODS + "?limit=4" + ours).body());
            JsonNode direct = Json.parse(direct(PODS + "?limit=4" + theirs));
            assertThat(comparable(served.toString())).isEqualTo(comparable(direct.toString()));
            assertThat(start(served)).isEqualTo(start(direct));
            ours = "&continue=" + served.at("/metadata/continue").asText();
            theirs = "&continue=" + direct.at("/metadata/continue").asText();
            pages++;
        } while (!theirs.endsWith("="));
        assertThat(pages).isGreaterThan(2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                PODS + "?includeObject=Foo",
                "/api/v1/namespaces/tables/pods?-=true",
                "/api/v1/namespaces/tables/configmaps",
            })
    void whatSeraiDoesNotMakeComesFromTheApiServer(String path) {
        HttpResponse<String> served = table(serai.url() + path);

        assertThat(served.headers().firstValue("Cache-Status").orElseThrow()).startsWith("serai; fwd=");
        assertThat(comparable(served.body())).isEqualTo(comparable(direct(path)));
    }

    @Test
    void theOlderTableComesFromTheApiServer() {
        HttpResponse<String> served = serai.send(HttpRequest.newBuilder(URI.create(serai.url() + PODS))
                .header("Accept", TABLE.replace("v1", "v1beta1"))
                .build());

        assertThat(served.headers().firstValue("Cache-Status")).hasValue("serai; fwd=miss");
        assertThat(Json.parse(served.body()).path("apiVersion").asText()).isEqualTo("meta.k8s.io/v1beta1");
    }

    @Test
    void aMissingPodIsToldAsWithoutATable() {
        assertThat(Json.parse(table(serai.url() + PODS + "/missing").body()))
                .isEqualTo(Json.parse(direct(PODS + "/missing")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "&includeObject=None", "&includeObject=Object"})
    void theInitialEventsOfAWatchEqualTheApiServersOwn(String objects) {
        String path = PODS + "?watch=true&timeoutSeconds=1&allowWatchBookmarks=true&sendInitialEvents=true"
                + "&resourceVersionMatch=NotOlderThan" + objects;

        assertThat(events(table(serai.url() + path).body())).isEqualTo(events(direct(path)));
    }

    @Test
    void aBookmarkMayBeTheFirstEventOfAWatch() {
        String path = "/api/v1/namespaces/default/pods?watch=true&timeoutSeconds=1&allowWatchBookmarks=true"
                + "&sendInitialEvents=true&resourceVersionMatch=NotOlderThan";

        List<JsonNode> served = events(table(serai.url() + path).body());

        assertThat(served).hasSize(1).isEqualTo(events(direct(path)));
    }

    @Test
    void theChangesOfAWatchEqualTheApiServersOwn() {
        String pods = "/api/v1/namespaces/changing/pods";
        api.kubectlWithInput(Pods.small("kept"), "create", "-n", "changing", "-f", "-");
        String version = Json.parse(direct(pods + "/kept"))
                .at("/metadata/resourceVersion")
                .asText();
        api.kubectl("label", "pod", "-n", "changing", "kept", "tier=web");
        api.kubectlWithInput(Pods.small("other"), "create", "-n", "changing", "-f", "-");
        api.kubectl("label", "pod", "-n", "changing", "kept", "tier-");
        api.kubectl("delete", "pod", "-n", "changing", "other", "--grace-period=0", "--force");
        await().atMost(SOON)
                .untilAsserted(() ->
                        assertThat(comparable(table(serai.url() + pods).body())).isEqualTo(comparable(direct(pods))));

        for (String selector : List.of("", "&labelSelector=tier%3Dweb")) {
            String path = pods + "?watch=true&timeoutSeconds=1&resourceVersion=" + version + selector;
            List<JsonNode> served = events(table(serai.url() + path).body());
            assertThat(served).hasSizeGreaterThan(1).isEqualTo(events(direct(path)));
            assertThat(served.get(0).at("/object/columnDefinitions").isArray()).isTrue();
            assertThat(served.get(1).at("/object/columnDefinitions").isNull()).isTrue();
        }
    }

    @Test
    void kubectlPrintsTheSameThroughSeraiAndDuringAnOutageToo() {
        List<String[]> commands = List.of(
                new String[] {"get", "pods", "-n", "tables"},
                new String[] {"get", "pods", "-n", "tables", "-o", "wide", "--show-labels"},
                new String[] {"get", "pods", "-A", "--chunk-size=3"},
                new String[] {"get", "pod", "-n", "tables", "crashing"},
                new String[] {"get", "pods", "-n", "tables", "--sort-by=.metadata.uid"});
        List<String> direct =
                commands.stream().map(api::kubectl).map(TableIT::withoutAges).toList();
        assertThat(throughSerai(commands)).isEqualTo(direct);

        api.stopApiServer();
        try {
            assertThat(throughSerai(commands)).isEqualTo(direct);
            assertThat(table(serai.url() + PODS).headers().firstValue("Warning"))
                    .hasValueSatisfying(warning -> assertThat(warning).contains("Stale"));
        } finally {
            api.startApiServer();
        }
    }

    private static List<String> throughSerai(List<String[]> commands) {
        return commands.stream()
                .map(command -> {
                    String[] args = Arrays.copyOf(command, command.length + 1);
                    args[command.length] = "--server=" + serai.url();
                    return withoutAges(api.kubectl(args));
                })
                .toList();
    }

    private static HttpResponse<String> table(String url) {
        return serai.send(
                HttpRequest.newBuilder(URI.create(url)).header("Accept", TABLE).build());
    }

    private static String direct(String path) {
        HttpClient http = api.client().getHttpClient();
        String url = api.client().getMasterUrl().toString().replaceAll("/$", "") + path;
        try {
            return http.sendAsync(
                            http.newHttpRequestBuilder()
                                    .uri(url)
                                    .header("Accept", TABLE)
                                    .build(),
                            String.class)
                    .get(30, TimeUnit.SECONDS)
                    .body();
        } catch (Exception e) {
            throw new IllegalStateException(url, e);
        }
    }

    // Bookmarks may be from different moments, and those without an annotation come when they come.
    private static List<JsonNode> events(String lines) {
        return lines.lines()
                .map(Json::parse)
                .filter(event -> !event.path("type").asText().equals("BOOKMARK")
                        || event.toString().contains("initial-events-end"))
                .map(TableIT::comparableEvent)
                .toList();
    }

    private static JsonNode comparableEvent(JsonNode event) {
        JsonNode table = event.path("object");
        table.path("rows").forEach(TableIT::makeComparable);
        if (event.path("type").asText().equals("BOOKMARK")) {
            withoutVersion(table);
            table.path("rows").forEach(row -> withoutVersion(row.path("object")));
        }
        return event;
    }

    // Ages and the version of a list depend on the moment; managed fields are not kept.
    private static JsonNode comparable(String table) {
        JsonNode root = Json.parse(table);
        root.path("rows").forEach(TableIT::makeComparable);
        withoutVersion(root);
        if (root.path("metadata") instanceof ObjectNode metadata) {
            metadata.remove("continue");
        }
        return root;
    }

    private static void makeComparable(JsonNode row) {
        var cells = (ArrayNode) row.path("cells");
        for (int i = 0; i < cells.size(); i++) {
            if (cells.get(i).isTextual()) {
                cells.set(i, withoutAges(cells.get(i).textValue()));
            }
        }
        if (row.at("/object/metadata") instanceof ObjectNode metadata) {
            metadata.remove("managedFields");
        }
    }

    private static void withoutVersion(JsonNode object) {
        if (object.path("metadata") instanceof ObjectNode metadata && metadata.has("resourceVersion")) {
            metadata.put("resourceVersion", "any");
        }
    }

    private static String withoutAges(String text) {
        return text.replaceAll("\\b([0-9]+[ydhms])+\\b", "some time").replaceAll(" +", " ");
    }

    private static String start(JsonNode list) {
        String token = list.at("/metadata/continue").asText();
        return token.isEmpty()
                ? ""
                : Json.parse(new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8))
                        .path("start")
                        .asText();
    }
}

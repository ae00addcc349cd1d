package dev.serai.rest.render;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.serai.fixture.api.KubeApi;
import dev.serai.fixture.api.Pods;
import dev.serai.fixture.api.ShownPods;
import dev.serai.fixture.http.Json;
import dev.serai.fixture.process.Cluster;
import dev.serai.fixture.process.SeraiProcess;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tables of pods, which kubectl asks for, beside the API server's own. */
class TableIT {

    private static final Duration SOON = Duration.ofSeconds(10);
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
        HttpResponse<String> served = Tables.served(serai, path);

        assertThat(served.statusCode()).isEqualTo(200);
        assertThat(served.headers().firstValue("Cache-Status")).hasValue("serai; hit");
        assertThat(served.headers().firstValue("Content-Type")).hasValue("application/json");
        assertThat(Tables.comparable(served.body())).isEqualTo(Tables.comparable(Tables.direct(api, path)));
    }

    @Test
    void pagesOfATableEqualTheApiServersOwn() {
        String ours = "";
        String theirs = "";
        int pages = 0;
        do {
            JsonNode served =
                    Json.parse(Tables.served(serai, PODS + "?limit=4" + ours).body());
            JsonNode direct = Json.parse(Tables.direct(api, PODS + "?limit=4" + theirs));
            assertThat(Tables.comparable(served.toString())).isEqualTo(Tables.comparable(direct.toString()));
            assertThat(Tables.start(served)).isEqualTo(Tables.start(direct));
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
        HttpResponse<String> served = Tables.served(serai, path);

        assertThat(served.headers().firstValue("Cache-Status").orElseThrow()).startsWith("serai; fwd=");
        assertThat(Tables.comparable(served.body())).isEqualTo(Tables.comparable(Tables.direct(api, path)));
    }

    @Test
    void theOlderTableComesFromTheApiServer() {
        HttpResponse<String> served = serai.send(HttpRequest.newBuilder(URI.create(serai.url() + PODS))
                .header("Accept", Tables.ACCEPT.replace("v1", "v1beta1"))
                .build());

        assertThat(served.headers().firstValue("Cache-Status")).hasValue("serai; fwd=miss");
        assertThat(Json.parse(served.body()).path("apiVersion").asText()).isEqualTo("meta.k8s.io/v1beta1");
    }

    @Test
    void aMissingPodIsToldAsWithoutATable() {
        assertThat(Json.parse(Tables.served(serai, PODS + "/missing").body()))
                .isEqualTo(Json.parse(Tables.direct(api, PODS + "/missing")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "&includeObject=None", "&includeObject=Object"})
    void theInitialEventsOfAWatchEqualTheApiServersOwn(String objects) {
        String path = PODS + "?watch=true&timeoutSeconds=1&allowWatchBookmarks=true&sendInitialEvents=true"
                + "&resourceVersionMatch=NotOlderThan" + objects;

        assertThat(Tables.events(Tables.served(serai, path).body())).isEqualTo(Tables.events(Tables.direct(api, path)));
    }

    @Test
    void aBookmarkMayBeTheFirstEventOfAWatch() {
        String path = "/api/v1/namespaces/default/pods?watch=true&timeoutSeconds=1&allowWatchBookmarks=true"
                + "&sendInitialEvents=true&resourceVersionMatch=NotOlderThan";

        List<JsonNode> served = Tables.events(Tables.served(serai, path).body());

        assertThat(served).hasSize(1).isEqualTo(Tables.events(Tables.direct(api, path)));
    }

    @Test
    void theChangesOfAWatchEqualTheApiServersOwn() {
        String pods = "/api/v1/namespaces/changing/pods";
        api.kubectlWithInput(Pods.small("kept"), "create", "-n", "changing", "-f", "-");
        String version = Json.parse(Tables.direct(api, pods + "/kept"))
                .at("/metadata/resourceVersion")
                .asText();
        api.kubectl("label", "pod", "-n", "changing", "kept", "tier=web");
        api.kubectlWithInput(Pods.small("other"), "create", "-n", "changing", "-f", "-");
        api.kubectl("label", "pod", "-n", "changing", "kept", "tier-");
        api.kubectl("delete", "pod", "-n", "changing", "other", "--grace-period=0", "--force");
        await().atMost(SOON).untilAsserted(() -> assertThat(
                        Tables.comparable(Tables.served(serai, pods).body()))
                .isEqualTo(Tables.comparable(Tables.direct(api, pods))));

        for (String selector : List.of("", "&labelSelector=tier%3Dweb")) {
            String path = pods + "?watch=true&timeoutSeconds=1&resourceVersion=" + version + selector;
            List<JsonNode> served = Tables.events(Tables.served(serai, path).body());
            assertThat(served).hasSizeGreaterThan(1).isEqualTo(Tables.events(Tables.direct(api, path)));
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
                commands.stream().map(api::kubectl).map(Tables::withoutAges).toList();
        assertThat(throughSerai(commands)).isEqualTo(direct);

        api.stopApiServer();
        try {
            assertThat(throughSerai(commands)).isEqualTo(direct);
            assertThat(Tables.served(serai, PODS).headers().firstValue("Warning"))
                    .hasValueSatisfying(warning -> assertThat(warning).contains("Stale"));
        } finally {
            api.startApiServer();
            // Else the next test would meet a cache that has just begun anew, and knows no history.
            await().atMost(Cluster.STARTED).until(() -> Tables.served(serai, PODS)
                    .headers()
                    .firstValue("Warning")
                    .isEmpty());
        }
    }

    private static List<String> throughSerai(List<String[]> commands) {
        return commands.stream()
                .map(command -> {
                    String[] args = Arrays.copyOf(command, command.length + 1);
                    args[command.length] = "--server=" + serai.url();
                    return Tables.withoutAges(api.kubectl(args));
                })
                .toList();
    }
}

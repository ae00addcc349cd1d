package dev.serai.rest.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.serai.fixture.api.KubeApi;
import dev.serai.fixture.api.Pods;
import dev.serai.fixture.http.OpenWatch;
import dev.serai.fixture.process.Cluster;
import dev.serai.fixture.process.ProcessUsage;
import dev.serai.fixture.process.SeraiProcess;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;

/** The route of reads, as Serai ships it and as a team changes it. */
@Timeout(180)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ReadRouteIT {

    private static final int WATCHERS = 1_000;
    private static final Path SHIPPED = Path.of("src/main/resources/routes/reads.camel.yaml");
    private static final String FIRST_STEP = "        - process: { ref: readSource }\n";
    private static final String TEAM = """
                    # Whoever reads the system's own namespace is told that there is nothing for them.
                    - choice:
                        when:
                          - simple: "${header.CamelHttpPath} starts with '/api/v1/namespaces/kube-system/'"
                            steps:
                              - setHeader: { name: CamelHttpResponseCode, constant: "403" }
                              - setBody: { constant: "not yours" }
                              - stop: {}
                          - simple: "${header.CamelHttpPath} == '/apis/builds.example/v1/builds'"
                            steps:
                              - setHeader: { name: CamelHttpPath, constant: "/api/v1/namespaces/default/pods" }
                              - setHeader: { name: CamelHttpQuery, constant: "labelSelector=team%3Dshop" }
            """;

    private static KubeApi api;
    private static SeraiProcess serai;
    private static Path routes;

    @BeforeAll
    static void start() throws IOException {
        api = KubeApi.start();
        for (String name : List.of("one", "two")) {
            api.kubectlWithInput(Pods.small(name), "create", "-f", "-");
        }
        api.kubectl("label", "pod", "one", "team=shop");
        serai = Cluster.serai(api.kubeconfig());
        routes = Files.createDirectory(Cluster.file(serai, "routes"));
        serai.set("SERAI_ROUTES_DIRECTORY", routes.toString()).start().awaitReady(Cluster.STARTED);
    }

    @AfterAll
    static void stop() {
        serai.close();
        api.close();
    }

    @Test
    @Order(1)
    void startLogAndMetricsShowTheReads() {
        assertThat(serai.get(Cluster.PODS).statusCode()).isEqualTo(200);

        assertThat(serai.log()).containsOnlyOnce("read-core /api/* (GET)").containsOnlyOnce("read /apis/* (GET)");
        String metrics = serai.send(HttpRequest.newBuilder(URI.create(serai.managementUrl() + "/observe/metrics"))
                        .build())
                .body();
        assertThat(metrics).containsPattern("camel_exchanges_total\\{[^}]*routeId=\"http-read\"[^}]*} [1-9]");
        assertThat(metrics).doesNotContain("routeId=\"read-core\"");
    }

    @Test
    @Order(2)
    void aThousandWatchersHoldNoThread() throws IOException {
        long before = ProcessUsage.of(serai.pid()).threads();
        List<OpenWatch> watches = new ArrayList<>();
        try {
            for (int i = 0; i < WATCHERS; i++) {
                watches.add(OpenWatch.open(serai.url() + Cluster.PODS + "?watch=true"));
            }
            for (OpenWatch watch : watches) {
                assertThat(watch.next().at("/type").asText()).isEqualTo("ADDED");
            }
            assertThat(ProcessUsage.of(serai.pid()).threads()).isLessThan(before + 10);
        } finally {
            for (OpenWatch watch : watches) {
                watch.close();
            }
        }
    }

    @Test
    @Order(3)
    void aTeamPutsItsOwnStepsIntoTheRoute() throws IOException {
        String shipped = Files.readString(SHIPPED);
        assertThat(shipped).contains(FIRST_STEP);
        Path file = routes.resolve("reads.camel.yaml");
        Files.writeString(
                file,
                shipped.replace(FIRST_STEP, TEAM + FIRST_STEP)
                        + "        - setHeader: { name: X-Team, constant: builds }\n");
        await().untilAsserted(() -> assertThat(serai.get(Cluster.PODS).headers().firstValue("X-Team"))
                .hasValue("builds"));

        HttpResponse<String> refused = serai.get("/api/v1/namespaces/kube-system/pods");
        assertThat(refused.statusCode()).isEqualTo(403);
        assertThat(refused.body()).isEqualTo("not yours");
        assertThat(serai.get("/apis/builds.example/v1/builds").body())
                .contains("\"PodList\"", "\"one\"")
                .doesNotContain("\"two\"");

        Files.writeString(file, Files.readString(file).replace("ref: readSource", "ref: readSauce"));
        await().untilAsserted(() -> assertThat(serai.log())
                .containsPattern(
                        "reads.camel.yaml is refused and its routes run on as they were: line \\d+: .*readSauce"));
        assertThat(serai.get(Cluster.PODS).headers().firstValue("X-Team")).hasValue("builds");

        Files.delete(file);
        await().untilAsserted(() -> {
            HttpResponse<String> answer = serai.get(Cluster.PODS);
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.headers().firstValue("X-Team")).isEmpty();
        });
        assertThat(serai.get("/api/v1/namespaces/kube-system/pods").statusCode())
                .isEqualTo(200);
    }
}

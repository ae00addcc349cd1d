package dev.serai.prepull;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.serai.fixture.api.FakeKubelet;
import dev.serai.fixture.api.KubeApi;
import dev.serai.fixture.http.Json;
import dev.serai.fixture.process.Closing;
import dev.serai.fixture.process.Cluster;
import dev.serai.fixture.process.SeraiProcess;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** ImagePrepulls before a real API server with its admission; the kubelets are played. */
@Timeout(300)
class PrepullIT {

    private static final Duration SOON = Duration.ofSeconds(60);
    private static final String NAMESPACE = "prepull";
    private static final Path DEFINITION = Path.of("deploy/crd/imageprepulls.serai.dev.yaml");

    private static KubeApi api;
    private static FakeKubelet kubelet;
    private static SeraiProcess serai;

    @BeforeAll
    static void start() throws IOException {
        api = KubeApi.start();
        api.kubectlWithInput(Files.readString(DEFINITION), "create", "-f", "-");
        api.kubectl("wait", "--for=condition=Established", "crd/imageprepulls.serai.dev");
        api.kubectlWithInput("""
                {"apiVersion":"v1","kind":"Namespace","metadata":{"name":"prepull","labels":
                 {"pod-security.kubernetes.io/enforce":"restricted"}}}
                """, "create", "-f", "-");
        kubelet = new FakeKubelet(api.client(), 50);
        serai = serai("-Xmx256m").start().awaitReady(Cluster.STARTED);
    }

    @AfterAll
    static void stop() {
        for (AutoCloseable part : new AutoCloseable[] {serai, kubelet, api}) {
            Closing.close(part);
        }
    }

    @Test
    void fiftyNodesPullTwentyImagesFiveAtATime() {
        kubelet.nodes("fifty", 50);
        String images = IntStream.range(0, 20)
                .mapToObj(i -> "\"registry.example.com/app-%d:1\"".formatted(i))
                .collect(Collectors.joining(","));
        create("fifty", "\"images\":[%s]".formatted(images));

        JsonNode status = awaitComplete("fifty");

        assertThat(status.path("nodes").toString())
                .isEqualTo("{\"active\":0,\"desired\":50,\"failed\":0,\"skipped\":0,\"succeeded\":50}");
        assertThat(kubelet.nodesOf("fifty")).hasSize(50).doesNotHaveDuplicates();
        assertThat(kubelet.mostAtWork("fifty")).isBetween(2, 5);
        await().atMost(SOON).until(() -> kubelet.podsOf("fifty").isEmpty());
        assertThat(condition(status, "Degraded")).isEqualTo("False");
        kubelet.deleteNodes("fifty");
    }

    private static SeraiProcess serai(String... jvm) {
        return Cluster.serai(api.kubeconfig())
                .set("SERAI_PREPULL_LEASE", "prepull")
                .set("SERAI_CACHE_RESOURCES", "pods,imageprepulls.serai.dev")
                .set("SERAI_WRITES_PER_SECOND", "200")
                .jvmOptions(jvm);
    }

    private static void create(String name, String spec) {
        api.kubectlWithInput("""
                {"apiVersion":"serai.dev/v1alpha1","kind":"ImagePrepull","metadata":{"name":"%s","namespace":"prepull"},
                 "spec":{"nodeSelector":{"matchLabels":{"pool":"%s"}},%s}}
                """.formatted(name, name, spec), "create", "-f", "-");
    }

    private static JsonNode awaitComplete(String name) {
        api.kubectl("-n", NAMESPACE, "wait", "--for=condition=Complete", "--timeout=90s", "imageprepull/" + name);
        return status(name);
    }

    private static JsonNode status(String name) {
        return Json.parse(api.kubectl("-n", NAMESPACE, "get", "imageprepull", name, "-o", "json"))
                .path("status");
    }

    private static String condition(JsonNode status, String type) {
        for (JsonNode condition : status.path("conditions")) {
            if (condition.path("type").asText().equals(type)) {
                return condition.path("status").asText();
            }
        }
        return "";
    }

    private static String metrics() {
        return serai.send(HttpRequest.newBuilder(URI.create(serai.managementUrl() + "/observe/metrics"))
                        .build())
                .body();
    }
}

package dev.serai.service;

import static dev.serai.fixture.process.Cluster.PODS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.serai.fixture.api.KubeApi;
import dev.serai.fixture.api.Pods;
import dev.serai.fixture.process.Cluster;
import dev.serai.fixture.process.SeraiProcess;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.jar.JarFile;
import org.junit.jupiter.api.Test;

/** Serai starts before what it needs is there, and stops without breaking off what it has begun. */
class StartAndStopIT {

    private static final Duration SOON = Duration.ofSeconds(20);

    @Test
    void startedBeforeTheApiServerItIsNotReadyAndSaysWhyAndBecomesReadyByItself() {
        try (KubeApi api = KubeApi.prepare();
                SeraiProcess serai = Cluster.serai(api.kubeconfig())) {
            serai.start().awaitUp(Cluster.STARTED);

            await().atMost(SOON)
                    .untilAsserted(() ->
                            assertThat(Cluster.ready(serai).body()).contains("pods: the API server cannot be reached"));
            assertThat(Cluster.ready(serai).statusCode()).isEqualTo(503);
            HttpResponse<String> read = serai.get(PODS);
            assertThat(read.statusCode()).isEqualTo(503);
            assertThat(read.headers().firstValue("retry-after")).hasValue("1");

            api.startApiServer();

            serai.awaitReady(SOON);
            assertThat(serai.get(PODS).statusCode()).isEqualTo(200);
        }
    }

    @Test
    void withoutTheRightToListItIsNotReadyAndSaysWhyAndBecomesReadyWhenItIsGiven() {
        try (KubeApi api = KubeApi.start();
                SeraiProcess serai = Cluster.serai(api.kubeconfigFor("serai"))) {
            serai.start().awaitUp(Cluster.STARTED);

            await().atMost(SOON)
                    .untilAsserted(() -> assertThat(Cluster.ready(serai).body())
                            .contains("403")
                            .contains("cannot list resource"));
            assertThat(Cluster.ready(serai).statusCode()).isEqualTo(503);

            api.kubectl("create", "clusterrole", "serai", "--verb=get,list,watch", "--resource=pods");
            api.kubectl(
                    "create", "clusterrolebinding", "serai", "--clusterrole=serai", "--serviceaccount=default:serai");

            serai.awaitReady(SOON);
            assertThat(serai.get(PODS).statusCode()).isEqualTo(200);
        }
    }

    @Test
    void onSigtermARequestInFlightIsAnsweredAndTheProcessEndsInTime() {
        try (KubeApi api = KubeApi.start();
                SeraiProcess serai = Cluster.serai(api.kubeconfig())) {
            serai.start().awaitReady(Cluster.STARTED);
            int before = api.link().accepted();
            // The API server hears nothing for a while: the write waits for it.
            api.link().freeze();
            CompletableFuture<HttpResponse<String>> write =
                    CompletableFuture.supplyAsync(() -> Cluster.post(serai, PODS, Pods.small("in-flight")));
            await().atMost(SOON)
                    .until(() -> api.link().accepted() > before || api.link().heldBack() > 0);

            Instant asked = Instant.now();
            CompletableFuture<Integer> exit = CompletableFuture.supplyAsync(serai::terminate);
            await().atMost(SOON).until(() -> !isReady(serai));
            assertThat(write).isNotDone();
            api.link().resume();

            assertThat(write.join().statusCode()).isEqualTo(201);
            assertThat(exit.join()).isIn(0, 143);
            assertThat(Duration.between(asked, Instant.now())).isLessThan(Duration.ofSeconds(15));
        }
    }

    @Test
    void onSigtermItEndsInTimeThoughASinkIsNotThere() {
        try (KubeApi api = KubeApi.start();
                SeraiProcess serai = Cluster.serai(api.kubeconfig())
                        .set("SERAI_EVENTS_KAFKA_BROKERS", "127.0.0.1:1")
                        .set("SERAI_EVENTS_WEBHOOK_URL", "http://127.0.0.1:1/")) {
            serai.start().awaitReady(Cluster.STARTED);
            api.kubectlWithInput(Pods.small("undelivered"), "create", "-f", "-");
            await().atMost(SOON).until(() -> serai.log().contains("has not taken added of " + PODS + "/undelivered"));

            Instant asked = Instant.now();
            assertThat(serai.terminate()).isIn(0, 143);

            assertThat(Duration.between(asked, Instant.now())).isLessThan(Duration.ofSeconds(15));
        }
    }

    @Test
    void aWrongSettingIsNamedAndNothingStarts() {
        try (SeraiProcess serai = SeraiProcess.with(Map.of("SERAI_CASHE_RESOURCES", "pods"))) {
            assertThat(serai.start().awaitExit(SOON)).isEqualTo(1);
            assertThat(serai.log()).contains("SERAI_CASHE_RESOURCES").contains("SERAI_CACHE_RESOURCES");
        }
        for (String port : List.of("server", "management")) {
            String variable = "CAMEL_" + port.toUpperCase(Locale.ROOT) + "_HOST";
            try (SeraiProcess serai = SeraiProcess.with(Map.of(variable, "0.0.0.0"))) {
                assertThat(serai.start().awaitExit(SOON)).isEqualTo(1);
                assertThat(serai.log()).contains("camel." + port + ".host", "serai.auth.allow-anonymous=true");
            }
        }
    }

    @Test
    void theJarHoldsTheNoticesOfWhatIsInIt() throws IOException {
        try (var jar = new JarFile(System.getProperty("serai.jar", "target/serai.jar"))) {
            String notice = new String(
                    jar.getInputStream(jar.getJarEntry("META-INF/NOTICE")).readAllBytes(), StandardCharsets.UTF_8);
            assertThat(notice).contains("Apache Camel", "Jackson JSON processor", "Apache Log4j");
        }
    }

    private static boolean isReady(SeraiProcess serai) {
        try {
            return Cluster.ready(serai).statusCode() == 200;
        } catch (RuntimeException e) {
            return false;
        }
    }
}

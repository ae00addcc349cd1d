package dev.serai.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serai.fixture.api.ApiServerMetrics;
import dev.serai.fixture.api.GoInformers;
import dev.serai.fixture.api.KubeApi;
import dev.serai.fixture.api.Pods;
import dev.serai.fixture.api.Widgets;
import dev.serai.fixture.process.Closing;
import dev.serai.fixture.process.Cluster;
import dev.serai.fixture.process.SeraiProcess;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** client-go's informers as they are, with the address of Serai instead of the API server's. */
@Timeout(180)
class InformerIT {

    private static final int INFORMERS = 20;
    private static final String STREAMING = "KUBE_FEATURE_WatchListClient";

    private static final AtomicInteger NAMES = new AtomicInteger();

    private static KubeApi api;
    private static SeraiProcess serai;

    @BeforeAll
    static void start() {
        api = KubeApi.start();
        Widgets.define(api);
        for (String name : new String[] {"one", "two"}) {
            api.kubectlWithInput(Widgets.named(name, 1), "create", "-f", "-");
            api.kubectlWithInput(Pods.small(name), "create", "-f", "-");
        }
        serai = Cluster.serai(api.kubeconfig())
                .set("SERAI_CACHE_RESOURCES", "pods," + Widgets.CRD)
                .start()
                .awaitReady(Cluster.STARTED);
    }

    @AfterAll
    static void stop() {
        for (AutoCloseable part : new AutoCloseable[] {serai, api}) {
            Closing.close(part);
        }
    }

    private static Stream<Map<String, String>> clients() {
        return Stream.of(Map.of(), Map.of(STREAMING, "true"), Map.of(STREAMING, "false"));
    }

    @ParameterizedTest
    @MethodSource("clients")
    void manyInformersAreOneWatchAtTheApiServer(Map<String, String> client) {
        long watches = ApiServerMetrics.watches(api, "pods");
        long lists = ApiServerMetrics.lists(api, "pods");
        assertThat(watches).isPositive();

        try (var informers = GoInformers.synced(serai.url(), INFORMERS, "pods", client)) {
            informers.awaitEach("added", "two");
            String name = "new-" + NAMES.incrementAndGet();
            // By watches, which are all open then.
            api.kubectlWithInput(Pods.small(name), "create", "-f", "-");
            informers.awaitEach("added", name);

            assertThat(ApiServerMetrics.watches(api, "pods")).isEqualTo(watches);
            // Serai itself may list now and then, to see that its cache is right.
            assertThat(ApiServerMetrics.lists(api, "pods")).isLessThan(lists + INFORMERS);

            api.kubectl("delete", "pod", name, "--now");
            informers.awaitEach("deleted", name);
        }
    }

    @Test
    void whatIsStreamedIsWhatIsListed() {
        assertThat(api.kubectl("get", "widgets", "--show-managed-fields", "-o", "json"))
                .contains("\"managedFields\"");

        var checked = Map.of(STREAMING, "true", "KUBE_WATCHLIST_INCONSISTENCY_DETECTOR", "true");
        try (var informers = GoInformers.synced(serai.url(), 2, "widgets.v1.example.com", checked)) {
            informers.awaitEach("added", "two");
            // Whoever finds a difference ends before it is synced.
            assertThat(informers.log())
                    .contains("data consistency check for", "is enabled")
                    .doesNotContain("failed to list data");
        }
    }
}

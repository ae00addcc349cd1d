package dev.serai.cluster.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.serai.cluster.ClusterClient;
import dev.serai.fixture.process.TestClock;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DemoClusterTest {

    private final TestClock clock = new TestClock();
    private DemoCluster cluster;
    private KubernetesClient client;

    @BeforeEach
    void start() {
        cluster = DemoCluster.start(clock, new Random(7));
        client = ClusterClient.connect(cluster.clientConfig());
    }

    @AfterEach
    void stop() {
        client.close();
        cluster.close();
    }

    @Test
    void samplePodsAreCreatedScheduledAndRun() throws Exception {
        live(4);

        List<Pod> pods = client.pods().inNamespace("default").list().getItems();
        assertThat(pods).hasSize(6).allSatisfy(pod -> {
            assertThat(pod.getStatus().getPhase()).isEqualTo("Running");
            assertThat(pod.getStatus().getPodIP()).startsWith("10.244.");
            assertThat(DemoPod.isReady(pod)).isTrue();
        });
    }

    @Test
    void anInformerSeesPodsRunRestartCompleteAndGo() throws Exception {
        Set<String> seen = ConcurrentHashMap.newKeySet();
        try (var informer = client.pods().inNamespace("default").withLimit(500L).inform(new Witness(seen))) {
            live(300);
            await().untilAsserted(() ->
                    assertThat(seen).contains("Running", "Succeeded", "restarted", "OOMKilled", "deleted"));
            assertThat(informer.hasSynced()).isTrue();
        }
    }

    @Test
    void aUsersPodRunsToo() throws Exception {
        Pod mine = new PodBuilder()
                .withNewMetadata()
                .withName("mine")
                .addToAnnotations("a", "b")
                .endMetadata()
                .withNewSpec()
                .addNewContainer()
                .withName("c")
                .withImage("example.com/mine:1")
                .endContainer()
                .endSpec()
                .build();
        client.pods().inNamespace("default").resource(mine).create();

        live(3);

        Pod running = client.pods().inNamespace("default").withName("mine").get();
        assertThat(running.getStatus().getPhase()).isEqualTo("Running");
        assertThat(running.getMetadata().getAnnotations()).containsEntry("a", "b");
        assertThat(running.getMetadata().getUid()).isNotEmpty();
    }

    private void live(int seconds) throws InterruptedException {
        for (int i = 0; i < seconds; i++) {
            clock.advance(Duration.ofSeconds(1));
            cluster.tick();
        }
    }

    private record Witness(Set<String> seen) implements ResourceEventHandler<Pod> {

        @Override
        public void onAdd(Pod pod) {
            note(pod);
        }

        @Override
        public void onUpdate(Pod before, Pod pod) {
            note(pod);
        }

        @Override
        public void onDelete(Pod pod, boolean finalStateUnknown) {
            seen.add("deleted");
        }

        private void note(Pod pod) {
            if (pod.getStatus() == null || pod.getStatus().getPhase() == null) {
                return;
            }
            seen.add(pod.getStatus().getPhase());
            pod.getStatus().getContainerStatuses().forEach(container -> {
                if (container.getRestartCount() > 0) {
                    seen.add("restarted");
                }
                if (container.getLastState() != null && container.getLastState().getTerminated() != null) {
                    seen.add(container.getLastState().getTerminated().getReason());
                }
            });
        }
    }
}

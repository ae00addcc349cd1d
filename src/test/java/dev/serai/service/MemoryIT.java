package dev.serai.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.serai.fixture.api.KubeApi;
import dev.serai.fixture.http.Received;
import dev.serai.fixture.http.WebhookReceiver;
import dev.serai.fixture.process.Cluster;
import dev.serai.fixture.process.SeraiProcess;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** A sink that is away for long, before a Serai that has little memory. */
class MemoryIT {

    private static final int PODS = 1_000;
    private static final int CHANGES = 50_000;
    private static final int WRITERS = 8;
    // Of a pod's changes one in so many is its end, and another pod takes its name.
    private static final int DELETE_EVERY = 10;
    private static final String NAMESPACE = "default";

    /** What became of the pods, as the API server told whoever changed them. */
    private final Map<String, String> versions = new ConcurrentHashMap<>();

    private final Set<String> deleted = ConcurrentHashMap.newKeySet();

    @Test
    void fiftyThousandChangesWaitInA128MegabyteHeapAndAllThatMattersArrives() throws Exception {
        try (var api = KubeApi.start();
                var hook = new WebhookReceiver();
                var serai = Cluster.serai(api.kubeconfig()).jvmOptions("-Xmx128m", "-XX:+ExitOnOutOfMemoryError")) {
            Path routes = Files.createDirectory(Cluster.file(serai, "routes"));
            Files.writeString(routes.resolve("sink.camel.yaml"), """
                    - route:
                        id: slow
                        errorHandler: { noErrorHandler: {} }
                        from:
                          uri: kube-watch:pods
                          steps:
                            - setHeader: { name: ce-id, simple: "${header.CamelCloudEventID}" }
                            - to: { uri: "%s", parameters: { httpMethod: POST } }
                    """.formatted(hook.url()));
            serai.set("SERAI_ROUTES_DIRECTORY", routes.toString()).start().awaitReady(Cluster.STARTED);
            hook.answerWith(503, Map.of());

            change(api.client());

            assertThat(serai.isAlive()).isTrue();
            await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> assertCached(serai));
            assertThat(metric(serai, "serai_events_coalesced_total")).isGreaterThan(CHANGES / 2.0);
            // Each delete waits behind its add.
            assertThat(metric(serai, "serai_events_waiting")).isLessThan(2.0 * PODS + 2.0 * deleted.size() + PODS);

            hook.answerWith(200, Map.of());
            await().atMost(Duration.ofMinutes(4))
                    .pollInterval(Duration.ofSeconds(1))
                    .until(() -> metric(serai, "serai_events_waiting") == 0);
            assertArrived(hook.taken());
            assertThat(serai.isAlive()).isTrue();
        }
    }

    private void change(KubernetesClient client) throws Exception {
        ExecutorService writers = Executors.newFixedThreadPool(WRITERS);
        try {
            var work = new ArrayList<Future<?>>();
            for (int writer = 0; writer < WRITERS; writer++) {
                int first = writer;
                work.add(writers.submit(() -> {
                    for (int pod = first; pod < PODS; pod += WRITERS) {
                        live(client, "pod-" + pod);
                    }
                }));
            }
            for (Future<?> each : work) {
                each.get();
            }
        } finally {
            writers.shutdownNow();
        }
    }

    private void live(KubernetesClient client, String name) {
        String uid = create(client, name);
        for (int change = 1; change < CHANGES / PODS; change++) {
            if (change % DELETE_EVERY == 0) {
                client.pods()
                        .inNamespace(NAMESPACE)
                        .withName(name)
                        .withGracePeriod(0)
                        .delete();
                versions.remove(uid);
                deleted.add(uid);
                uid = create(client, name);
            } else {
                Pod patched = client.pods()
                        .inNamespace(NAMESPACE)
                        .withName(name)
                        .patch(
                                PatchContext.of(PatchType.JSON_MERGE),
                                "{\"metadata\":{\"annotations\":{\"step\":\"%d\"}}}".formatted(change));
                versions.put(uid, patched.getMetadata().getResourceVersion());
            }
        }
    }

    private String create(KubernetesClient client, String name) {
        Pod pod = client.resource(new PodBuilder()
                        .withNewMetadata()
                        .withNamespace(NAMESPACE)
                        .withName(name)
                        .addToAnnotations("example.com/weight", "x".repeat(2_000))
                        .endMetadata()
                        .withNewSpec()
                        .addNewContainer()
                        .withName("app")
                        .withImage("example.com/app:1")
                        .endContainer()
                        .endSpec()
                        .build())
                .create();
        versions.put(pod.getMetadata().getUid(), pod.getMetadata().getResourceVersion());
        return pod.getMetadata().getUid();
    }

    private static void assertCached(SeraiProcess serai) {
        assertThat(serai.get("/api/v1/namespaces/default/pods/pod-999").body())
                .contains("\"step\":\"%d\"".formatted(CHANGES / PODS - 1));
    }

    private void assertArrived(List<Received> taken) {
        Map<String, String> last = new HashMap<>();
        Set<String> gone = new HashSet<>();
        for (Received event : taken) {
            String id = event.header("ce-id").orElseThrow();
            String uid = id.substring(0, 36);
            if (id.endsWith("-deleted")) {
                gone.add(uid);
                last.remove(uid);
            } else {
                assertThat(gone).as("order of %s", id).doesNotContain(uid);
                last.put(uid, id.split("-")[5]);
            }
        }
        assertThat(gone).isEqualTo(deleted);
        assertThat(last).isEqualTo(versions);
    }

    private static double metric(SeraiProcess serai, String name) {
        String metrics = serai.send(HttpRequest.newBuilder(URI.create(serai.managementUrl() + "/observe/metrics"))
                        .build())
                .body();
        Matcher found = Pattern.compile("(?m)^" + name + "\\{[^}]*subscription=\"slow\"[^}]*} ([0-9.E]+)$")
                .matcher(metrics);
        assertThat(found.find()).as("%s in the metrics", name).isTrue();
        return Double.parseDouble(found.group(1));
    }
}

package dev.serai.bench;

import dev.serai.cache.CacheConfiguration;
import dev.serai.cache.ResourceCache;
import dev.serai.cache.ResourceCaches;
import dev.serai.cache.object.CachedObjectModule;
import dev.serai.cache.object.StrippedFields;
import dev.serai.cluster.ClusterClient;
import dev.serai.fixture.api.ApiServerMetrics;
import dev.serai.fixture.api.KubeApi;
import dev.serai.fixture.http.HttpCaller;
import dev.serai.fixture.process.Cluster;
import dev.serai.kube.GroupResource;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/**
 * What agents on 10, 100 and 1,000 nodes cost the API server: the caches of all agents, in one process and over one
 * client, at a real API server that counts. {@code bench/README.md} tells how it is run.
 */
class NodeAgentsBench {

    private static final int PODS_A_NODE = 10;
    private static final int SECONDS = 120;
    private static final Duration SYNCED = Duration.ofMinutes(5);

    /** What the API server has counted so far. */
    private record Counts(double requests, double cpuSeconds, double events) {

        static Counts of(KubeApi api) {
            return new Counts(
                    ApiServerMetrics.total(api, "apiserver_request_total", "verb", Set.of("GET", "LIST", "WATCH")),
                    ApiServerMetrics.value(api, "process_cpu_seconds_total"),
                    ApiServerMetrics.total(api, "apiserver_watch_events_total", "resource", Set.of("pods")));
        }

        Counts since(Counts before) {
            return new Counts(requests - before.requests, cpuSeconds - before.cpuSeconds, events - before.events);
        }
    }

    @Test
    void agentsOnManyNodes() throws Exception {
        System.out.println(
                "nodes   pods  watches  start: requests  CPU s   requests/s  CPU s/min  resident MiB   events of one change a node");
        for (int nodes : new int[] {0, 10, 100, 1_000}) {
            measure(nodes);
        }
    }

    private static void measure(int nodes) throws Exception {
        try (KubeApi api = KubeApi.start()) {
            int pods = nodes * PODS_A_NODE;
            HttpCaller administrator = Cluster.administrator(api);
            String pod = pod();
            IntStream.range(0, pods).parallel().forEach(i -> make(administrator, pod, i));
            long own = ApiServerMetrics.watches(api, "pods");
            try (KubernetesClient client = ClusterClient.connect(
                    Config.fromKubeconfig(api.directKubeconfig().toFile()),
                    new CachedObjectModule(StrippedFields.parse("metadata.managedFields")))) {
                Counts before = Counts.of(api);
                List<ResourceCaches> agents = new ArrayList<>();
                try {
                    for (int node = 0; node < nodes; node++) {
                        var agent = new ResourceCaches(
                                CacheConfiguration.parse("pods", false, 1_000).ofNode("node-" + node),
                                client,
                                Clock.systemUTC());
                        agents.add(agent);
                        agent.start();
                    }
                    Awaitility.await().atMost(SYNCED).until(() -> agents.stream()
                            .map(NodeAgentsBench::pods)
                            .allMatch(cache -> cache.isConnected()
                                    && cache.snapshot().objects().size() == PODS_A_NODE));
                    Counts start = Counts.of(api).since(before);
                    Counts quiet = Counts.of(api);
                    LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(SECONDS));
                    Counts steady = Counts.of(api).since(quiet);
                    long watches = ApiServerMetrics.watches(api, "pods") - own;
                    Counts changed = Counts.of(api);
                    IntStream.range(0, nodes).parallel().forEach(node -> change(administrator, node * PODS_A_NODE));
                    Awaitility.await().atMost(SYNCED).until(() -> agents.stream()
                            .map(NodeAgentsBench::pods)
                            .allMatch(cache -> cache.snapshot().objects().stream()
                                    .anyMatch(found -> found.labels().get("changed") != null)));
                    System.out.printf(
                            "%5d  %5d  %7d  %15.0f  %5.1f   %10.1f  %9.1f  %12.0f   %5.0f%n",
                            nodes,
                            pods,
                            watches,
                            start.requests(),
                            start.cpuSeconds(),
                            steady.requests() / SECONDS,
                            steady.cpuSeconds() * 60 / SECONDS,
                            ApiServerMetrics.value(api, "process_resident_memory_bytes") / (1 << 20),
                            Counts.of(api).since(changed).events());
                } finally {
                    agents.forEach(ResourceCaches::close);
                }
            }
        }
    }

    private static ResourceCache pods(ResourceCaches agent) {
        return agent.of(GroupResource.PODS).orElseThrow();
    }

    // As a Deployment makes them: some 6 KB.
    private static String pod() throws IOException {
        try (InputStream file = Objects.requireNonNull(NodeAgentsBench.class.getResourceAsStream("pod.json"))) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static void make(HttpCaller administrator, String pod, int i) {
        String here = pod.replace("NAME", "pod-" + i).replace("\"node-7\"", "\"node-" + i / PODS_A_NODE + "\"");
        check(201, administrator.ask("POST", Cluster.PODS, "application/json", here));
    }

    private static void change(HttpCaller administrator, int i) {
        String patch = "{\"metadata\":{\"labels\":{\"changed\":\"true\"}}}";
        check(200, administrator.ask("PATCH", Cluster.PODS + "/pod-" + i, "application/merge-patch+json", patch));
    }

    private static void check(int status, HttpCaller.Answer answer) {
        if (answer.status() != status) {
            throw new IllegalStateException(answer.text());
        }
    }
}

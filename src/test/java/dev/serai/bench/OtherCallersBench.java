package dev.serai.bench;

import static org.awaitility.Awaitility.await;

import dev.serai.fixture.api.KubeApi;
import dev.serai.fixture.process.Cluster;
import dev.serai.fixture.process.SeraiProcess;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * How long readers wait while another caller wants too much, beside what they wait without it. {@code bench/README.md}
 * tells how it is run.
 */
class OtherCallersBench {

    private enum Other {
        NONE(0, 0, 0),
        IDLE(10_000, 0, 0),
        SLOW(0, 200, 0),
        WATCHES(0, 0, 5_000),
        ALL(10_000, 200, 5_000);

        private final int idle;
        private final int slow;
        private final int watches;

        Other(int idle, int slow, int watches) {
            this.idle = idle;
            this.slow = slow;
            this.watches = watches;
        }
    }

    private static final String PODS = "/api/v1/namespaces/default/pods";
    // All connections are to be held, and not refused.
    private static final String CONNECTIONS = "16000";
    private static final int READERS = 4;
    private static final int READS_EACH = 250;
    private static final int SECONDS = 5;
    private static final int ROUNDS = 4;
    private static final int WARM_UP_SECONDS = 20;
    private static final Duration SOON = Duration.ofSeconds(60);

    private final Map<Other, List<List<Long>>> waits = new EnumMap<>(Other.class);
    private final Map<Other, String> held = new EnumMap<>(Other.class);
    private int port;
    private String read;
    private String watch;

    @Test
    void readersBesideAnotherCaller() throws IOException {
        var changes = Executors.newSingleThreadScheduledExecutor();
        try (KubeApi api = KubeApi.start();
                SeraiProcess serai = Cluster.serai(api.kubeconfig())
                        .measured()
                        .set("SERAI_AUTH_MODE", "tokenreview")
                        .set("SERAI_LIMITS_CONNECTIONS", CONNECTIONS)) {
            BenchPods.create(api);
            serai.start().awaitReady(Cluster.STARTED);
            port = URI.create(serai.url()).getPort();
            read = request(PODS + "/pod-7", KnownCallersBench.reader(api, "reader"));
            watch = request(
                    PODS + "?watch=true&resourceVersion=0&fieldSelector=metadata.name%3Dpod-1",
                    KnownCallersBench.reader(api, "other"));
            // What is watched changes every second, whoever watches.
            changes.scheduleAtFixedRate(
                    () -> api.client()
                            .pods()
                            .inNamespace("default")
                            .withName("pod-1")
                            .edit(pod -> {
                                pod.getMetadata().getAnnotations().put("changed", Long.toString(System.nanoTime()));
                                return pod;
                            }),
                    1,
                    1,
                    TimeUnit.SECONDS);
            PacedReads.waits(port, read, READERS, READS_EACH, WARM_UP_SECONDS);
            round();
            waits.clear();
            for (int round = 0; round < ROUNDS; round++) {
                round();
            }
            report();
        } finally {
            changes.shutdownNow();
        }
    }

    private static String request(String target, String token) {
        return "GET %s HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer %s\r\n\r\n".formatted(target, token);
    }

    private void round() throws IOException {
        for (Other other : Other.values()) {
            try (var caller = new OtherCaller("127.0.0.2", port, watch)) {
                caller.want(other.idle, other.slow, other.watches);
                await().atMost(SOON).until(() -> caller.answered() >= other.watches);
                List<Long> now = PacedReads.waits(port, read, READERS, READS_EACH, SECONDS);
                waits.computeIfAbsent(other, added -> new ArrayList<>()).add(now);
                held.put(
                        other,
                        "%d connections, %d watches, %d answers to watches, %d closed"
                                .formatted(
                                        other.idle + other.slow + other.watches - caller.closed(),
                                        caller.watching(),
                                        caller.answered(),
                                        caller.closed()));
            }
        }
    }

    private void report() {
        System.out.println("another     reads     p50 ms    p99 ms   p99 / p99 without it (median of the rounds)");
        waits.forEach((other, rounds) -> {
            List<Long> all = rounds.stream().flatMap(List::stream).toList();
            double ratio = IntStream.range(0, rounds.size())
                    .mapToDouble(i -> quantile(rounds.get(i), 0.99)
                            / quantile(waits.get(Other.NONE).get(i), 0.99))
                    .sorted()
                    .toArray()[rounds.size() / 2];
            System.out.printf(
                    "%-9s  %6d  %9.2f %9.2f  %9.2f   %s%n",
                    other, all.size(), quantile(all, 0.5), quantile(all, 0.99), ratio, held.get(other));
        });
    }

    private static double quantile(List<Long> waits, double part) {
        return waits.stream()
                        .sorted()
                        .skip((long) (part * waits.size()))
                        .findFirst()
                        .orElseThrow()
                / 1e6;
    }
}

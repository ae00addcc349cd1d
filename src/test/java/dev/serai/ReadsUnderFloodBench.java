package dev.serai;

import static dev.serai.Cluster.PODS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.serai.fixture.Callers;
import dev.serai.fixture.KeptConnection.Reply;
import dev.serai.fixture.KubeApi;
import dev.serai.fixture.SeraiProcess;
import dev.serai.fixture.SinkProcess;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * How long readers wait while 50 callers write 2,000 times a second. What they wait with nobody writing, and with the
 * same flood going to a sink outside Serai, is measured in turn with it: flood and readers share the machine with
 * Serai, and what that costs is not Serai's doing. {@code bench/README.md} tells how it is run.
 */
class ReadsUnderFloodBench {

    private enum Flood {
        NONE,
        TO_A_SINK,
        TO_SERAI
    }

    private static final int ROUNDS = 5;
    private static final int SECONDS = 8;
    private static final int WRITERS = 50;
    private static final int WRITES_EACH = 40;
    private static final int READERS = 4;
    private static final int READS_EACH = 100;
    private static final Duration SOON = Duration.ofSeconds(60);

    @Test
    void readersUnderAFlood() {
        try (KubeApi api = KubeApi.start();
                SinkProcess sink = new SinkProcess();
                SeraiProcess serai = Cluster.serai(api.kubeconfig())) {
            serai.start().awaitReady(Cluster.STARTED);
            for (int pod = 0; pod < 20; pod++) {
                api.kubectlWithInput(Pods.full("pod-" + pod), "create", "-f", "-");
            }
            await().atMost(SOON).until(() -> serai.get(PODS + "/pod-19").statusCode() == 200);
            int port = URI.create(serai.url()).getPort();
            Map<Flood, List<Long>> waits = new EnumMap<>(Flood.class);
            // The first round warms up all three.
            for (int round = 0; round <= ROUNDS; round++) {
                for (Flood flood : Flood.values()) {
                    List<Long> measured = measure(port, sink.port(), flood);
                    if (round > 0) {
                        waits.computeIfAbsent(flood, any -> new ArrayList<>()).addAll(measured);
                    }
                }
            }
            report(waits);
        }
    }

    private static List<Long> measure(int serai, int sink, Flood flood) {
        List<Long> waits = Collections.synchronizedList(new ArrayList<>());
        int port = flood == Flood.TO_SERAI ? serai : sink;
        try (Callers writers = Callers.start(
                port,
                flood == Flood.NONE ? 0 : WRITERS,
                WRITES_EACH * SECONDS,
                WRITES_EACH,
                (connection, c, n) ->
                        connection.ask("POST", PODS, Pods.small("written").replace("\"name\"", "\"generateName\"")))) {
            Callers readers = Callers.start(serai, READERS, READS_EACH * SECONDS, READS_EACH, (connection, c, n) -> {
                long start = System.nanoTime();
                Reply reply = connection.ask("GET", PODS + "/pod-" + n % 20, null);
                waits.add(System.nanoTime() - start);
                assertThat(reply.status()).isEqualTo(200);
                return reply;
            });
            readers.join();
            assertThat(readers.failures()).isEmpty();
            writers.join();
            assertThat(writers.failures()).isEmpty();
        }
        return waits;
    }

    private static void report(Map<Flood, List<Long>> waits) {
        System.out.println("flood      reads     p50 ms    p99 ms");
        waits.forEach((flood, all) -> System.out.printf(
                "%-9s  %5d  %9.2f %9.2f%n", flood, all.size(), quantile(all, 0.5), quantile(all, 0.99)));
        double flooded = quantile(waits.get(Flood.TO_SERAI), 0.99);
        System.out.printf(
                "p99 with the flood going to Serai: %.2f of that with it going to a sink, %.2f of that without%n",
                flooded / quantile(waits.get(Flood.TO_A_SINK), 0.99), flooded / quantile(waits.get(Flood.NONE), 0.99));
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

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
 * How long readers wait while 50 callers write 2,000 times a second. In turn with it is measured what they wait with
 * nobody writing; with the same flood going to a sink outside Serai, as flood and readers share the machine with it; and
 * with as many writes as are accepted of the flood and no others, at the same moments of each second, as the API server
 * that takes them shares the machine too. A read with {@code resourceVersion=0} waits for no write.
 * {@code bench/README.md} tells how it is run.
 */
class ReadsUnderFloodBench {

    private enum Flood {
        NONE,
        TO_A_SINK,
        ACCEPTED,
        TO_SERAI
    }

    private static final int WARM_UP_ROUNDS = 5;
    private static final int ROUNDS = 5;
    private static final int SECONDS = 6;
    private static final int WRITERS = 50;
    private static final int WRITES_EACH = 40;
    private static final int ACCEPTED_WRITERS = 40;
    private static final int READERS = 4;
    private static final int READS_EACH = 100;
    // The container keeps its name.
    private static final String POD = Pods.small("written").replaceFirst("\"name\"", "\"generateName\"");
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
            Map<Flood, List<Long>> anyVersion = new EnumMap<>(Flood.class);
            // So long it takes two cores to compile all of a write's way beside that.
            for (int round = 0; round < WARM_UP_ROUNDS + ROUNDS; round++) {
                for (Flood flood : Flood.values()) {
                    List<Long> measured = Collections.synchronizedList(new ArrayList<>());
                    List<Long> measuredAny = Collections.synchronizedList(new ArrayList<>());
                    measure(port, sink.port(), flood, measured, measuredAny);
                    if (round >= WARM_UP_ROUNDS) {
                        waits.computeIfAbsent(flood, any -> new ArrayList<>()).addAll(measured);
                        anyVersion
                                .computeIfAbsent(flood, any -> new ArrayList<>())
                                .addAll(measuredAny);
                    }
                }
            }
            report("reads that show all writes before them", waits);
            report("reads of any version", anyVersion);
        }
    }

    private static void measure(int serai, int sink, Flood flood, List<Long> waits, List<Long> anyVersion) {
        int port = flood == Flood.TO_A_SINK ? sink : serai;
        // One a second of each of 40 is what Serai accepts of writes that are no deletes.
        int writers = flood == Flood.NONE ? 0 : flood == Flood.ACCEPTED ? ACCEPTED_WRITERS : WRITERS;
        int each = flood == Flood.ACCEPTED ? 1 : WRITES_EACH;
        // Of a flood the first of a second are accepted.
        Duration spread = Duration.ofMillis(flood == Flood.ACCEPTED ? 20 : 1000 / each);
        try (Callers flooding = Callers.start(port, writers, each * SECONDS, each, spread, (connection, c, n) -> {
            Reply reply = connection.ask("POST", PODS, POD);
            // Of any other answer nothing could be learned here.
            assertThat(reply.status()).isIn(201, 429);
            return reply;
        })) {
            Callers readers = Callers.start(serai, READERS, READS_EACH * SECONDS, READS_EACH, (connection, c, n) -> {
                long start = System.nanoTime();
                String version = n % 2 == 0 ? "" : "?resourceVersion=0";
                Reply reply = connection.ask("GET", PODS + "/pod-" + n % 20 + version, null);
                (n % 2 == 0 ? waits : anyVersion).add(System.nanoTime() - start);
                assertThat(reply.status()).isEqualTo(200);
                return reply;
            });
            readers.join();
            assertThat(readers.failures()).isEmpty();
            flooding.join();
            assertThat(flooding.failures()).isEmpty();
        }
    }

    private static void report(String reads, Map<Flood, List<Long>> waits) {
        System.out.println(reads);
        System.out.println("flood      reads     p50 ms    p99 ms");
        waits.forEach((flood, all) -> System.out.printf(
                "%-9s  %5d  %9.2f %9.2f%n", flood, all.size(), quantile(all, 0.5), quantile(all, 0.99)));
        double flooded = quantile(waits.get(Flood.TO_SERAI), 0.99);
        System.out.printf(
                "p99 with the flood going to Serai: %.2f of that with accepted writes only, %.2f of that with the flood"
                        + " going to a sink, %.2f of that with no writes%n",
                flooded / quantile(waits.get(Flood.ACCEPTED), 0.99),
                flooded / quantile(waits.get(Flood.TO_A_SINK), 0.99),
                flooded / quantile(waits.get(Flood.NONE), 0.99));
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

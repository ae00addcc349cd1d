package dev.serai.bench;

import static dev.serai.fixture.process.Cluster.PODS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.serai.fixture.api.KubeApi;
import dev.serai.fixture.api.Pods;
import dev.serai.fixture.http.Callers;
import dev.serai.fixture.http.HttpCaller;
import dev.serai.fixture.http.KeptConnection.Reply;
import dev.serai.fixture.process.Cluster;
import dev.serai.fixture.process.SeraiProcess;
import dev.serai.fixture.process.SinkProcess;
import dev.serai.fixture.process.WritersProcess;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * How long readers wait while 50 callers write 2,000 times a second. In turn with it is measured what they wait with
 * nobody writing; with as many writes as are accepted of the flood and no others; and with all of it beside Serai, the
 * flood going to a sink and what is accepted to the API server, as all that shares the machine with readers. All of it
 * is measured again with API server and writers taking no processor time that Serai or readers want, as they have their
 * own elsewhere. A read with {@code resourceVersion=0} waits for no write. {@code bench/README.md} tells how it is run.
 */
class ReadsUnderFloodBench {

    // In this order: after a flood nobody writes for a while, and the permits come back.
    private enum Writes {
        NONE,
        ACCEPTED,
        BESIDE,
        FLOOD
    }

    /** Nanoseconds that readers waited, by what was written meanwhile. */
    private record Waits(Map<Writes, List<Long>> showingWrites, Map<Writes, List<Long>> anyVersion) {

        Waits() {
            this(new EnumMap<>(Writes.class), new EnumMap<>(Writes.class));
            for (Writes writes : Writes.values()) {
                showingWrites.put(writes, Collections.synchronizedList(new ArrayList<>()));
                anyVersion.put(writes, Collections.synchronizedList(new ArrayList<>()));
            }
        }
    }

    private static final int WARM_UP_WRITES = 4_000;
    private static final int WARM_UP_FLOODS = 30;
    // Two hundredths of a flood's seconds.
    private static final int SETTLED_MILLIS = 120;
    private static final Pattern COMPILED = Pattern.compile("(?m)^jvm_compilation_time_ms_total\\{.*} ([0-9.E]+)$");
    private static final int ROUNDS = 5;
    private static final int SECONDS = 6;
    private static final int WRITERS = 50;
    private static final int WRITES_EACH = 40;
    // One a second of each. Of writes that are no deletes Serai accepts 40 a second: at just that pace it would refuse
    // some.
    private static final int ACCEPTED_WRITERS = 38;
    private static final int READERS = 4;
    private static final int READS_EACH = 100;
    // The container keeps its name.
    private static final String POD = Pods.small("written").replaceFirst("\"name\"", "\"generateName\"");
    private static final Duration SOON = Duration.ofSeconds(60);

    private HttpCaller direct;
    private WritersProcess writers;
    private int sink;
    private int serai;

    @Test
    void readersUnderAFlood() throws IOException {
        try (KubeApi api = KubeApi.start();
                SinkProcess outside = new SinkProcess();
                WritersProcess writing = new WritersProcess(PODS, POD);
                SeraiProcess process = Cluster.serai(api.kubeconfig()).measured()) {
            direct = Cluster.administrator(api);
            writers = writing;
            Path limits = process.directory().resolve("serai.properties");
            Files.writeString(limits, limits(10_000, 100));
            process.set("SERAI_CONFIG", limits.toString())
                    .set("CAMEL_METRICS_BINDERS", "jvm-compilation")
                    .start()
                    .awaitReady(Cluster.STARTED);
            sink = outside.port();
            serai = URI.create(process.url()).getPort();
            for (int pod = 0; pod < 20; pod++) {
                api.kubectlWithInput(Pods.full("pod-" + pod), "create", "-f", "-");
            }
            await().atMost(SOON).until(() -> process.get(PODS + "/pod-19").statusCode() == 200);
            writeUntilCompiled();
            Files.writeString(limits, limits(50, 50));
            floodUntilCompiled(process);
            report("all on the same cores", measure(ROUNDS, Writes.values()));
            api.yieldToOthers();
            writing.yieldToOthers();
            outside.yieldToOthers();
            report(
                    "Serai and readers before all others on these cores, as if those had some of their own",
                    measure(ROUNDS, Writes.values()));
        }
    }

    private static String limits(int perSecond, int inFlight) {
        return """
                serai.writes.per-second=%d
                serai.writes.per-caller-per-second=%d
                serai.writes.in-flight=%d
                """.formatted(perSecond, perSecond, inFlight);
    }

    // At the pace of the limit it would take minutes until all of a write's way is compiled, beside what is measured.
    private void writeUntilCompiled() {
        int each = WARM_UP_WRITES / WRITERS;
        assertThat(writers.start(serai, WRITERS, each, each).statuses())
                .isEqualTo(Map.of(WritersProcess.NO_ANSWER, 0, 201, WARM_UP_WRITES));
    }

    // While a compiler has one of two cores, readers wait for it as for nothing else. It never ends wholly: it is over
    // when a flood leads to next to none of it.
    private void floodUntilCompiled(SeraiProcess process) {
        for (int flood = 0; flood < WARM_UP_FLOODS; flood++) {
            double before = compiledMillis(process);
            measure(1, Writes.FLOOD);
            if (compiledMillis(process) - before < SETTLED_MILLIS) {
                measure(1, Writes.values());
                return;
            }
        }
        throw new IllegalStateException("compilers are still at work after %d floods".formatted(WARM_UP_FLOODS));
    }

    private static double compiledMillis(SeraiProcess process) {
        String metrics = process.send(HttpRequest.newBuilder(URI.create(process.managementUrl() + "/observe/metrics"))
                        .build())
                .body();
        Matcher compiled = COMPILED.matcher(metrics);
        assertThat(compiled.find()).as(metrics).isTrue();
        return Double.parseDouble(compiled.group(1));
    }

    private Waits measure(int rounds, Writes... inTurn) {
        Waits waits = new Waits();
        for (int round = 0; round < rounds; round++) {
            for (Writes writes : inTurn) {
                try (Callers beside = besideFlood(writes)) {
                    WritersProcess.Begun begun = begin(writes);
                    read(waits.showingWrites().get(writes), waits.anyVersion().get(writes));
                    check(writes, begun.statuses());
                    beside.join();
                    assertThat(beside.failures()).isEmpty();
                }
            }
        }
        return waits;
    }

    private WritersProcess.Begun begin(Writes writes) {
        return switch (writes) {
            case NONE -> writers.start(serai, 0, 0, 1);
            case ACCEPTED -> writers.start(serai, ACCEPTED_WRITERS, SECONDS, 1);
            case BESIDE -> writers.start(sink, WRITERS, WRITES_EACH * SECONDS, WRITES_EACH);
            case FLOOD -> writers.start(serai, WRITERS, WRITES_EACH * SECONDS, WRITES_EACH);
        };
    }

    // Of other answers nothing could be learned here.
    private static void check(Writes writes, Map<Integer, Integer> statuses) {
        Map<Integer, Integer> expected =
                switch (writes) {
                    case NONE -> Map.of();
                    case ACCEPTED -> Map.of(201, ACCEPTED_WRITERS * SECONDS);
                    case BESIDE -> Map.of(429, WRITERS * WRITES_EACH * SECONDS);
                    case FLOOD -> {
                        int accepted = statuses.getOrDefault(201, 0);
                        assertThat(accepted).isGreaterThan(ACCEPTED_WRITERS * SECONDS * 9 / 10);
                        yield Map.of(201, accepted, 429, WRITERS * WRITES_EACH * SECONDS - accepted);
                    }
                };
        assertThat(statuses).containsAllEntriesOf(expected).containsEntry(WritersProcess.NO_ANSWER, 0);
        assertThat(statuses).hasSize(expected.size() + 1);
    }

    private Callers besideFlood(Writes writes) {
        int callers = writes == Writes.BESIDE ? ACCEPTED_WRITERS : 0;
        return Callers.start(serai, callers, SECONDS, 1, (connection, c, n) -> assertThat(
                        direct.ask("POST", PODS, "application/json", POD).status())
                .isEqualTo(201));
    }

    private void read(List<Long> showingWrites, List<Long> anyVersion) {
        Callers readers = Callers.start(serai, READERS, READS_EACH * SECONDS, READS_EACH, (connection, c, n) -> {
            long start = System.nanoTime();
            String version = n % 2 == 0 ? "" : "?resourceVersion=0";
            Reply reply = connection.ask("GET", PODS + "/pod-" + n % 20 + version, null);
            (n % 2 == 0 ? showingWrites : anyVersion).add(System.nanoTime() - start);
            assertThat(reply.status()).isEqualTo(200);
        });
        readers.join();
        assertThat(readers.failures()).isEmpty();
    }

    private static void report(String machine, Waits waits) {
        System.out.println(machine);
        report("reads that show all writes before them", waits.showingWrites());
        report("reads of any version", waits.anyVersion());
    }

    private static void report(String reads, Map<Writes, List<Long>> waits) {
        System.out.println("  " + reads);
        System.out.println("  writes     reads     p50 ms    p99 ms");
        waits.forEach((writes, all) -> System.out.printf(
                "  %-9s  %5d  %9.2f %9.2f%n", writes, all.size(), quantile(all, 0.5), quantile(all, 0.99)));
        double flooded = quantile(waits.get(Writes.FLOOD), 0.99);
        System.out.printf(
                "  p99 with the flood: %.2f of that with the flood beside Serai, %.2f of that with accepted writes only,"
                        + " %.2f of that with no writes%n",
                flooded / quantile(waits.get(Writes.BESIDE), 0.99),
                flooded / quantile(waits.get(Writes.ACCEPTED), 0.99),
                flooded / quantile(waits.get(Writes.NONE), 0.99));
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

package dev.serai.bench;

import dev.serai.fixture.api.KubeApi;
import dev.serai.fixture.http.FreePort;
import dev.serai.fixture.http.KeptConnection;
import dev.serai.fixture.process.ChildProcess;
import dev.serai.fixture.process.Cluster;
import dev.serai.fixture.process.LogFile;
import dev.serai.fixture.process.SeraiProcess;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * What a read costs that walks through its route: beside the Serai in which reads were answered before any route, and
 * beside a Go program on controller-runtime's cached client. All run all the time, and the load goes to them in turn.
 * {@code bench/README.md} tells how it is run.
 */
class ReadRouteBench {

    private static final int PODS = 100;
    private static final int CALLERS = 32;
    private static final int WARM_UP_SECONDS = 30;
    private static final int ROUNDS = 7;
    private static final int SECONDS = 4;
    private static final String NAMESPACE = "/api/v1/namespaces/default/pods";

    private record Program(String name, int port, long pid) {

        long cpuNanos() {
            return ProcessHandle.of(pid)
                    .flatMap(process -> process.info().totalCpuDuration())
                    .orElseThrow()
                    .toNanos();
        }
    }

    /** What came of one load: answers a second, and processor time of the program for each, in microseconds. */
    private record Load(double rate, double micros) {}

    @Test
    void readsThroughRoutes() throws Exception {
        int goPort = FreePort.next();
        try (KubeApi api = KubeApi.start();
                SeraiProcess routes = Cluster.serai(api.kubeconfig()).measured();
                SeraiProcess before = Cluster.serai(api.kubeconfig())
                        .measured()
                        .jar(Path.of(System.getProperty("serai.bench.baseline")));
                ChildProcess go = ChildProcess.start(
                        "go-facade",
                        new LogFile("go-facade"),
                        new ProcessBuilder(
                                System.getProperty("serai.bench.go"),
                                "-kubeconfig",
                                api.kubeconfig().toString(),
                                "-listen",
                                "127.0.0.1:" + goPort))) {
            api.kubectlWithInput(pods(), "create", "-f", "-");
            api.kubectlWithInput(pods(), "replace", "--subresource=status", "-f", "-");
            routes.start();
            before.start();
            routes.awaitReady(Cluster.STARTED);
            before.awaitReady(Cluster.STARTED);
            go.await("ready", Cluster.STARTED, () -> answers(goPort, "/readyz"));
            List<Program> programs = List.of(
                    new Program("before", port(before), before.pid()),
                    new Program("routes", port(routes), routes.pid()),
                    new Program("go", goPort, go.pid()));
            List<String> paths = List.of(NAMESPACE + "/pod-7", NAMESPACE);
            for (Program program : programs) {
                for (String path : paths) {
                    load(program, path, WARM_UP_SECONDS);
                }
            }
            for (String path : paths) {
                measure(programs, path);
            }
        }
    }

    // As a Deployment makes them and a kubelet reports on them: some 6 KB.
    private static String pods() throws IOException {
        try (InputStream pod = Objects.requireNonNull(ReadRouteBench.class.getResourceAsStream("pod.json"))) {
            String template = new String(pod.readAllBytes(), StandardCharsets.UTF_8);
            return IntStream.range(0, PODS)
                    .mapToObj(i -> template.replace("NAME", "pod-" + i))
                    .collect(Collectors.joining(",", "{\"apiVersion\":\"v1\",\"kind\":\"List\",\"items\":[", "]}"));
        }
    }

    private static int port(SeraiProcess serai) {
        return URI.create(serai.url()).getPort();
    }

    private static boolean answers(int port, String path) throws IOException {
        try (KeptConnection connection = KeptConnection.from("127.0.0.1", port)) {
            return connection.ask("GET", path, null).status() == 200;
        }
    }

    private static void measure(List<Program> programs, String path) throws Exception {
        Map<String, List<Load>> loads = new LinkedHashMap<>();
        for (int round = 0; round < ROUNDS; round++) {
            for (Program program : programs) {
                loads.computeIfAbsent(program.name(), name -> new ArrayList<>()).add(load(program, path, SECONDS));
            }
        }
        System.out.printf("%n%s%n%-8s %10s %14s%n", path, "program", "answers/s", "CPU us/answer");
        loads.forEach((name, all) ->
                System.out.printf("%-8s %10.0f %14.1f%n", name, median(all, Load::rate), median(all, Load::micros)));
        for (String other : List.of("before", "go")) {
            System.out.printf(
                    "routes / %s: %.2f of its rate, %.2f of its CPU (medians of the ratios of each round)%n",
                    other,
                    ratio(loads.get("routes"), loads.get(other), Load::rate),
                    ratio(loads.get("routes"), loads.get(other), Load::micros));
        }
    }

    private static Load load(Program program, String path, int seconds) throws IOException {
        try (var callers = new ReadCallers(program.port(), path, CALLERS)) {
            long cpu = program.cpuNanos();
            long begin = System.nanoTime();
            long answers = callers.ask(begin + Duration.ofSeconds(seconds).toNanos());
            double elapsed = (System.nanoTime() - begin) / 1e9;
            return new Load(answers / elapsed, (program.cpuNanos() - cpu) / 1e3 / answers);
        }
    }

    private static double median(List<Load> loads, ToDoubleFunction<Load> figure) {
        return loads.stream().mapToDouble(figure).sorted().toArray()[loads.size() / 2];
    }

    private static double ratio(List<Load> some, List<Load> others, ToDoubleFunction<Load> figure) {
        return IntStream.range(0, some.size())
                .mapToDouble(i -> figure.applyAsDouble(some.get(i)) / figure.applyAsDouble(others.get(i)))
                .sorted()
                .toArray()[some.size() / 2];
    }
}

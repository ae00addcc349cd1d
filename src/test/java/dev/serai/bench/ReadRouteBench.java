package dev.serai.bench;

import dev.serai.fixture.api.KubeApi;
import dev.serai.fixture.http.FreePort;
import dev.serai.fixture.http.KeptConnection;
import dev.serai.fixture.process.ChildProcess;
import dev.serai.fixture.process.Cluster;
import dev.serai.fixture.process.LogFile;
import dev.serai.fixture.process.SeraiProcess;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * What a read costs that walks through its route: beside the Serai in which reads were answered before any route, and
 * beside a Go program on controller-runtime's cached client. All run all the time, and the load goes to them in turn.
 * {@code bench/README.md} tells how it is run.
 */
class ReadRouteBench {

    private static final int WARM_UP_SECONDS = 30;
    private static final int ROUNDS = 7;
    private static final int SECONDS = 4;
    private static final String NAMESPACE = "/api/v1/namespaces/default/pods";

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
            BenchPods.create(api);
            routes.start();
            before.start();
            routes.awaitReady(Cluster.STARTED);
            before.awaitReady(Cluster.STARTED);
            go.await("ready", Cluster.STARTED, () -> answers(goPort, "/readyz"));
            var load = new ReadLoad(List.of(
                    measured("before", before),
                    measured("routes", routes),
                    new ReadLoad.Measured("go", ReadCallers.Target.plain(goPort), go.pid())));
            List<String> paths = List.of(NAMESPACE + "/pod-7", NAMESPACE);
            for (String path : paths) {
                load.warmUp(path, WARM_UP_SECONDS);
            }
            for (String path : paths) {
                load.measure(path, ROUNDS, SECONDS, List.of(List.of("routes", "before"), List.of("routes", "go")));
            }
        }
    }

    private static ReadLoad.Measured measured(String name, SeraiProcess serai) {
        return new ReadLoad.Measured(
                name, ReadCallers.Target.plain(URI.create(serai.url()).getPort()), serai.pid());
    }

    private static boolean answers(int port, String path) throws IOException {
        try (KeptConnection connection = KeptConnection.from("127.0.0.1", port)) {
            return connection.ask("GET", path, null).status() == 200;
        }
    }
}

package dev.serai.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.serai.fixture.api.KubeApi;
import dev.serai.fixture.api.Pods;
import dev.serai.fixture.process.Cluster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What a hundred teams cost the API server: one watch. */
class ManyRoutesIT {

    private static final int ROUTES = 100;

    @Test
    void aHundredRoutesShareOneWatchAndGetEveryEventWithoutSecrets() throws Exception {
        try (var api = KubeApi.start();
                var serai = Cluster.serai(api.kubeconfig())) {
            Path routes = Files.createDirectory(Cluster.file(serai, "team"));
            Path out = Cluster.file(serai, "out");
            Files.writeString(
                    routes.resolve("teams.camel.yaml"),
                    IntStream.range(0, ROUTES)
                            .mapToObj(team -> """
                                    - route:
                                        id: team-%1$d
                                        from:
                                          uri: kube-watch:pods?lanes=1
                                          steps: [ { to: "file:%2$s/%1$d?fileName=${header.CamelCloudEventID}" } ]
                                    """.formatted(team, out))
                            .collect(Collectors.joining()));
            long before = watches(api);
            serai.set("SERAI_ROUTES_DIRECTORY", routes.toString()).start().awaitReady(Cluster.STARTED);
            api.kubectlWithInput(Pods.full("watched"), "apply", "-f", "-");

            await().atMost(Duration.ofSeconds(60))
                    .untilAsserted(() -> assertThat(files(out)).hasSizeGreaterThanOrEqualTo(ROUTES));
            assertThat(watches(api) - before).isEqualTo(1);
            assertThat(files(out)).hasSize(ROUTES).allSatisfy(file -> assertThat(Files.readString(file))
                    .contains("PASSWORD")
                    .doesNotContain("do-not-tell", "last-applied-configuration", "managedFields"));
        }
    }

    private static List<Path> files(Path directory) throws IOException {
        if (!Files.exists(directory)) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(Files::isRegularFile).toList();
        }
    }

    // Those that are open now, as the API server itself counts them.
    private static long watches(KubeApi api) {
        return Pattern.compile(
                        "(?m)^apiserver_longrunning_requests\\{.*resource=\"pods\".*verb=\"WATCH\".*} ([0-9.e+]+)$")
                .matcher(Cluster.direct(api, "/metrics"))
                .results()
                .mapToLong(found -> (long) Double.parseDouble(found.group(1)))
                .sum();
    }
}

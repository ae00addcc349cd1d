package dev.serai.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.serai.fixture.http.Json;
import dev.serai.fixture.process.Cluster;
import dev.serai.fixture.process.SeraiProcess;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What the README tells a newcomer to type does what it says. */
class ReadmeIT {

    private static final Path README = Path.of("README.md");
    private static final Pattern AWAITED = Pattern.compile("Wait for `(.+?)`");
    private static final Pattern SHELL = Pattern.compile("(?s)```sh\\n(.*?)```");

    @Test
    void aNewcomerReadsWritesAndSeesTheEvent() throws Exception {
        List<String> blocks = SHELL.matcher(Files.readString(README))
                .results()
                .map(block -> block.group(1).strip())
                .toList();
        assertThat(blocks.get(0)).contains("./mvnw", "SERAI_CLUSTER=demo", "java -jar target/serai.jar");
        List<String> curls = blocks.get(1).lines().toList();
        assertThat(curls).hasSize(3).allMatch(line -> line.startsWith("curl "));

        try (SeraiProcess serai = SeraiProcess.with(environmentOf(blocks.get(0)))) {
            serai.start().awaitReady(Cluster.STARTED);
            String waitedFor = AWAITED.matcher(Files.readString(README))
                    .results()
                    .map(line -> line.group(1))
                    .findFirst()
                    .orElseThrow();
            await().atMost(Duration.ofSeconds(20)).until(() -> serai.log().contains(waitedFor));
            await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> assertThat(
                            Json.parse(run(curls.get(0), serai)).path("items"))
                    .hasSizeGreaterThan(3));

            assertThat(Json.parse(run(curls.get(1), serai)).at("/metadata/name").asText())
                    .isEqualTo("hello");
            await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> assertThat(run(curls.get(2), serai))
                    .contains("dev.serai.resource.added /api/v1/namespaces/default/pods/hello"));
        }
    }

    @Test
    void theTestCommandIsTheOneThatIsRunForEveryChange() throws IOException {
        assertThat(SHELL.matcher(Files.readString(README)).results().map(block -> block.group(1)
                        .strip()))
                .anyMatch(command -> command.equals("./mvnw verify"));
        assertThat(Files.readString(Path.of(".ci/run"))).contains("./mvnw -B verify");
    }

    // The settings before "java -jar"; paths are those of this directory.
    private static Map<String, String> environmentOf(String command) {
        return Pattern.compile("(SERAI_\\w+)=(\\S+)")
                .matcher(command)
                .results()
                .collect(Collectors.toMap(
                        setting -> setting.group(1),
                        setting -> Files.exists(Path.of(setting.group(2)))
                                ? Path.of(setting.group(2)).toAbsolutePath().toString()
                                : setting.group(2)));
    }

    private static String run(String curl, SeraiProcess serai) throws Exception {
        Process process = new ProcessBuilder(
                        "bash", "-c", curl.replace("localhost:8080", serai.url().substring("http://".length())))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).isZero();
        return output;
    }
}

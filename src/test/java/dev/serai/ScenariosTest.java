package dev.serai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serai.command.BuiltInBeans;
import dev.serai.scenario.ScenarioFile;
import dev.serai.scenario.TestCommand;
import dev.serai.validate.ValidateCommand;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Scenarios as teams write them, on the embedded cluster. */
class ScenariosTest {

    private static final Path RECIPES = Path.of("docs/recipes");

    private static final String ROUTE = """
            - route:
                id: a
                from:
                  uri: kube-watch:pods?changes=restarted&labelSelector=app=web
                  steps:
                    - filter:
                        simple: "${header.CamelCloudEventSubject} contains '/namespaces/shop/'"
                        steps:
                          - setHeader: { name: X-Pod, simple: "${header.CamelCloudEventSubject}" }
                          - to: kamelet:signed-webhook-sink?url={{env:URL}}
            """;

    private static final String SCENARIO = """
            - scenario: a restart is told
              environment: { URL: "https://example.com/hook" }
              steps:
                - pod: { name: web, namespace: shop, becomes: running, labels: { app: web } }
                - sink: { uri: "https://example.com/hook", fails: 1 }
                - pod: { name: web, namespace: shop, becomes: restarted }
                - sink:
                    uri: https://example.com/hook
                    received:
                      - headers: { X-Pod: /api/v1/namespaces/shop/pods/web }
                        jsonpath: { "$.metadata.name": web }
                    nothingMore: true
            """;

    @TempDir
    Path directory;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @Test
    void eachRecipeDoesWhatItsScenarioSays() throws Exception {
        try (Stream<Path> files = Files.list(RECIPES)) {
            assertThat(files.filter(file -> file.toString().endsWith(".camel.yaml"))
                            // The embedded cluster does not select by spec.nodeName, as node jobs ask it to.
                            .filter(file -> !file.toString().contains("of-a-node"))
                            .toList())
                    .isNotEmpty()
                    .allSatisfy(file -> assertThat(RECIPES.resolve(
                                    file.getFileName().toString().replace(".camel.yaml", ScenarioFile.SUFFIX)))
                            .exists());
        }

        assertThat(run(RECIPES.toString())).as(out.toString()).isZero();
    }

    @Test
    void aRouteThatDoesWhatItIsToDoIsWellAndBuildServersAreTold() throws Exception {
        write(ROUTE, SCENARIO);
        Path junit = directory.resolve("report.xml");

        assertThat(run(directory.toString(), "--junit=" + junit))
                .as(out.toString())
                .isZero();
        assertThat(out.toString()).contains("ok     a restart is told").contains("1 scenarios, 0 failed");
        assertThat(Files.readString(junit))
                .contains("tests=\"1\"", "failures=\"0\"", "name=\"a restart is told\"", "classname=\"a.test.yaml\"");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a wrong selector      | app=web                    | app=wep                    | message 1 was expected and did not come",
                "a filter that drops   | '/namespaces/shop/'        | '/namespaces/shops/'       | message 1 was expected and did not come",
                "another header        | name: X-Pod                | name: X-Pood               | header X-Pod: expected '/api/v1/namespaces/shop/pods/web', there is none of that name",
                "another change        | changes=restarted          | changes=evicted            | message 1 was expected and did not come"
            })
    void whatIsWrongIsNamedWithWhatCameInstead(String what, String right, String wrong, String reason)
            throws Exception {
        write(ROUTE.replace(right, wrong), SCENARIO);
        Path junit = directory.resolve("report.xml");

        assertThat(run(directory.toString(), "--junit=" + junit)).as(what).isEqualTo(1);
        assertThat(out.toString())
                .contains("FAILED a restart is told")
                .contains(directory.resolve("a.test.yaml") + ":7:7: sink https://example.com/hook: ")
                .contains(reason)
                .contains("1 scenarios, 1 failed");
        assertThat(Files.readString(junit)).contains("failures=\"1\"", "<failure message=");
    }

    @Test
    void anEventThatIsAcknowledgedBeforeItsSinkHasItIsNamedBeforeAnythingRuns() throws Exception {
        write(ROUTE.replace("- to: ", "- wireTap: { uri: \"").replace("{{env:URL}}", "{{env:URL}}\" }"), SCENARIO);

        assertThat(run(directory.toString())).isEqualTo(1);
        assertThat(out.toString()).contains("a.camel.yaml:10:17: wireTap hands the event on");
    }

    @Test
    void aBadJsonPathOfAScenarioIsNamed() throws Exception {
        write(ROUTE, SCENARIO.replace("$.metadata.name", "$.metadata[?(@.name"));

        assertThat(run(directory.toString())).isEqualTo(1);
        assertThat(out.toString()).contains("a.test.yaml:7:7: ").contains("jsonpath $.metadata[?(@.name: ");
    }

    @Test
    void whatAScenarioCannotSayIsNamedBeforeAnythingRuns() throws Exception {
        write(ROUTE, SCENARIO.replace("becomes: restarted", "becomes: restartd").replace("nothingMore", "nothingMor"));

        assertThat(run(directory.toString())).isEqualTo(1);
        assertThat(out.toString())
                .contains("a.test.yaml:6:51: a pod cannot become 'restartd'; did you mean restarted?")
                .contains("a.test.yaml:12:9: sink has no 'nothingMor'; did you mean nothingMore?");
    }

    @Test
    void whereThereIsNoScenarioNothingIsWell() throws Exception {
        Files.writeString(directory.resolve("a.camel.yaml"), ROUTE);

        assertThat(run(directory.toString())).isEqualTo(1);
        assertThat(err.toString()).contains("holds no scenarios");
        assertThat(run(directory.toString(), "--clutser=auto")).isEqualTo(2);
    }

    private void write(String route, String scenario) throws IOException {
        Files.writeString(directory.resolve("a.camel.yaml"), route);
        Files.writeString(directory.resolve("a.test.yaml"), scenario);
    }

    private int run(String... arguments) throws Exception {
        var to = new PrintStream(out, true, StandardCharsets.UTF_8);
        var errors = new PrintStream(err, true, StandardCharsets.UTF_8);
        var validate = new ValidateCommand(Map.of(), BuiltInBeans.TYPES::get, List.of(new ScenarioFile()), to, errors);
        return new TestCommand(validate, Serai::embedded, to, errors).run(List.of(arguments));
    }
}

package dev.serai.validate;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.serai.command.BuiltInBeans;
import dev.serai.fixture.http.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ValidateCommandTest {

    private static final String WELL = "- route: { id: a, from: { uri: \"timer:a\", steps: [] } }\n";
    private static final String WRONG = "- route: { id: b, from: { uri: \"timr:a\", steps: [] } }\n";

    @TempDir
    Path directory;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @Test
    void allIsWell() throws IOException {
        write("a.camel.yaml", WELL);

        assertThat(run(directory.toString())).isZero();
        assertThat(out.toString()).isEqualTo("1 file, nothing wrong\n");
    }

    @Test
    void whatIsWrongIsALineThatEditorsCanOpen() throws IOException {
        write("a.camel.yaml", WELL);
        write("b.camel.yaml", WRONG);

        assertThat(run(directory.toString())).isEqualTo(1);
        assertThat(out.toString())
                .isEqualTo(
                        "%s:1:32: there is no component 'timr'; did you mean timer:?\n2 files, 1 to mend, 0 warnings\n"
                                .formatted(directory.resolve("b.camel.yaml")));
    }

    @Test
    void machinesGetJson() throws IOException {
        write("b.camel.yaml", WRONG);

        assertThat(run(directory.toString(), "--json")).isEqualTo(1);
        JsonNode report = Json.parse(out.toString());
        assertThat(report.path("errors").asInt()).isEqualTo(1);
        assertThat(report.path("files")).hasSize(1);
        JsonNode finding = report.path("findings").path(0);
        assertThat(finding.path("file").asText())
                .isEqualTo(directory.resolve("b.camel.yaml").toString());
        assertThat(finding.path("line").asInt()).isEqualTo(1);
        assertThat(finding.path("column").asInt()).isEqualTo(32);
        assertThat(finding.path("severity").asText()).isEqualTo("error");
        assertThat(finding.path("rule").asText()).isEqualTo("component");
        assertThat(finding.path("reason").asText()).isEqualTo("there is no component 'timr'");
        assertThat(finding.path("right").asText()).isEqualTo("did you mean timer:?");
    }

    @Test
    void oneFileIsCheckedAmongThoseBesideIt() throws IOException {
        write("a.camel.yaml", WELL);
        write("b.camel.yaml", WRONG);

        assertThat(run(directory.resolve("a.camel.yaml").toString())).isZero();
        assertThat(run(directory.resolve("b.camel.yaml").toString())).isEqualTo(1);
    }

    @Test
    void aFileOfAnotherNameIsToldOf() throws IOException {
        write("a.camel.yaml", WELL);
        write("b.yml", WRONG);

        assertThat(run(directory.toString())).isZero();
        assertThat(out.toString()).contains("b.yml:1:1: warning: the file is passed over; names end in .camel.yaml");
    }

    @Test
    void whereThereIsNothingToCheckAllIsNotWell() throws IOException {
        assertThat(run(directory.toString())).isEqualTo(1);
        assertThat(err.toString()).contains("holds no files whose names end in .camel.yaml, .kamelet.yaml");
    }

    @Test
    void whoCallsItWrongIsToldHow() throws IOException {
        assertThat(run()).isEqualTo(2);
        assertThat(run("a", "b")).isEqualTo(2);
        assertThat(run(directory.toString(), "--jsn")).isEqualTo(2);
        assertThat(run(directory.resolve("nowhere").toString())).isEqualTo(2);
        assertThat(err.toString())
                .contains("usage: java -jar serai.jar validate DIR [--json]", "no option --jsn", "no directory");
    }

    @Test
    void whatIsNotCachedHereIsDoubtfulAndATypoIsWrong() throws IOException {
        write("a.camel.yaml", "- route: { id: a, from: { uri: \"kube-watch:deployments.apps\", steps: [] } }\n");
        assertThat(run(directory.toString())).isZero();
        assertThat(out.toString()).contains("warning: kube-watch:deployments.apps: it is not cached here");

        write("a.camel.yaml", "- route: { id: a, from: { uri: \"kube-watch:deployments\", steps: [] } }\n");
        assertThat(run(directory.toString())).isEqualTo(1);
        assertThat(out.toString()).contains("did you mean deployments.apps?");
    }

    private void write(String name, String text) throws IOException {
        Files.writeString(directory.resolve(name), text);
    }

    private int run(String... arguments) throws IOException {
        return new ValidateCommand(
                        Map.of(),
                        BuiltInBeans.TYPES::get,
                        List.of(),
                        new PrintStream(out, true, StandardCharsets.UTF_8),
                        new PrintStream(err, true, StandardCharsets.UTF_8))
                .run(List.of(arguments));
    }
}

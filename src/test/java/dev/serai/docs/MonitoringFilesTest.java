package dev.serai.docs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.serai.fixture.http.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The dashboard and the alerts ask for metrics that there are; OverlaysIT says which there are. */
class MonitoringFilesTest {

    private static final Path DIRECTORY = Path.of("deploy/monitoring");
    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

    @Test
    void theDashboardShowsEveryMetricOfThePageAndNoOther() throws IOException {
        List<String> queries = queriesOfDashboard();

        assertThat(queries).hasSizeGreaterThan(20);
        assertThat(asked(queries)).isEqualTo(MetricsPage.read().names());
    }

    @Test
    void everyAlertAsksForMetricsOfThePage() throws IOException {
        List<String> queries = YAML.readTree(DIRECTORY.resolve("alerts.yaml").toFile()).findValues("expr").stream()
                .map(JsonNode::asText)
                .toList();

        assertThat(queries).hasSizeGreaterThan(8).allSatisfy(query -> assertThat(MetricsPage.queried(query))
                .isNotEmpty()
                .isSubsetOf(MetricsPage.read().names()));
    }

    @Test
    void everyAlertIsTestedForWhenItFiresAndWhenItDoesNot() throws IOException {
        Set<String> alerts = texts("alerts.yaml", "alert");
        JsonNode tests = YAML.readTree(DIRECTORY.resolve("alerts.test.yaml").toFile());
        Set<String> fires = new TreeSet<>();
        Set<String> doesNot = new TreeSet<>();
        tests.findValues("alert_rule_test")
                .forEach(cases -> cases.forEach(one -> (one.path("exp_alerts").isEmpty() ? doesNot : fires)
                        .add(one.path("alertname").asText())));

        assertThat(fires).isEqualTo(alerts);
        assertThat(doesNot).isEqualTo(alerts);
    }

    @Test
    void theDashboardHasOnePanelAtEachPlace() throws IOException {
        List<String> places = new ArrayList<>();
        dashboard()
                .path("panels")
                .forEach(panel -> places.add(panel.path("gridPos").toString()));

        assertThat(places).hasSizeGreaterThan(20).doesNotHaveDuplicates();
    }

    private static List<String> queriesOfDashboard() throws IOException {
        return dashboard().path("panels").findValues("expr").stream()
                .map(JsonNode::asText)
                .toList();
    }

    private static JsonNode dashboard() throws IOException {
        return Json.parse(Files.readString(DIRECTORY.resolve("dashboard.json")));
    }

    private static Set<String> texts(String file, String key) throws IOException {
        return YAML.readTree(DIRECTORY.resolve(file).toFile()).findValues(key).stream()
                .map(JsonNode::asText)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> asked(List<String> queries) {
        return queries.stream()
                .flatMap(query -> MetricsPage.queried(query).stream())
                .collect(Collectors.toCollection(TreeSet::new));
    }
}

package dev.serai.rest.write;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.serai.fixture.api.ApiServerMetrics;
import dev.serai.fixture.api.KubeApi;
import dev.serai.fixture.api.Pods;
import dev.serai.fixture.http.Json;
import dev.serai.fixture.http.RawAnswer;
import dev.serai.fixture.http.RawHttp;
import dev.serai.fixture.http.Tree;
import dev.serai.fixture.process.Closing;
import dev.serai.fixture.process.SideBySide;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;

/** What is wrong with a write is said at once, as the API server says it, and is not sent to it: {@code bad.yaml}. */
@Timeout(120)
class BadWritesIT {

    private static final List<String> RESOURCES = List.of("pods", "deployments", "widgets");
    private static final int DEEP = 20_000;

    private static SideBySide both;
    private static KubeApi kube;
    private static RawHttp api;
    private static RawHttp serai;

    @BeforeAll
    static void start() {
        both = new SideBySide(Map.of());
        kube = both.kube();
        api = both.api();
        serai = both.serai();
        kube.kubectl("create", "namespace", "other");
    }

    @AfterAll
    static void stop() {
        Closing.close(both);
    }

    @TestFactory
    Stream<DynamicTest> isRefused() throws IOException {
        try (InputStream table = BadWritesIT.class.getResourceAsStream("bad.yaml")) {
            JsonNode rows = new YAMLMapper().readTree(table).path("rows");
            return StreamSupport.stream(rows.spliterator(), false)
                    .map(row -> DynamicTest.dynamicTest(title(row), () -> check(row)));
        }
    }

    private static void check(JsonNode row) {
        long before = sent();
        RawAnswer got = ask(serai, row);
        assertThat(status(row, got.status()))
                .as(got.text())
                .isEqualTo(row.path("status").asText());
        if (!row.has("sent")) {
            assertThat(sent()).as("writes that the API server got").isEqualTo(before);
        }
        if (!row.has("own")) {
            RawAnswer own = ask(api, row);
            assertThat(own.status()).as("the API server's own").isEqualTo(got.status());
            assertThat(got.header("content-type")).isEqualTo(own.header("content-type"));
            assertThat(Tree.differences(said(row, own), said(row, got))).isEmpty();
        }
        assertThat(kube.client().pods().inNamespace("default").list().getItems())
                .extracting(pod -> pod.getMetadata().getName())
                .containsExactly("kept");
    }

    private static JsonNode said(JsonNode row, RawAnswer answer) {
        JsonNode status = Json.parse(answer.text());
        if (row.has("words")) {
            assertThat(((ObjectNode) status).remove("message").asText())
                    .isNotEmpty()
                    .doesNotContain("Exception");
        }
        return status;
    }

    // Any of a class, where HTTP leaves the choice.
    private static String status(JsonNode row, int status) {
        return row.path("status").asText().equals("4xx") && status / 100 == 4 ? "4xx" : Integer.toString(status);
    }

    private static RawAnswer ask(RawHttp server, JsonNode row) {
        String[] line = row.path("ask").asText().split(" ", 2);
        List<String> headers = new ArrayList<>();
        if (row.has("type")) {
            headers.add("Content-Type: " + row.path("type").asText());
        }
        boolean framed = false;
        for (JsonNode header : row.path("headers")) {
            headers.add(header.asText());
            framed |= header.asText().matches("(?i)(content-length|transfer-encoding):.*");
        }
        String body = body(row);
        return framed ? server.askFramed(line[0], line[1], headers, body) : server.ask(line[0], line[1], headers, body);
    }

    private static String body(JsonNode row) {
        if (row.has("body")) {
            return row.path("body").asText();
        }
        return switch (row.path("made").asText()) {
            case "pod" -> Pods.small("bad");
            case "pod-in-default" ->
                Pods.small("bad").replace("\"name\":\"bad\"", "\"name\":\"bad\",\"namespace\":\"default\"");
            case "truncated" -> Pods.full("bad").substring(0, 200);
            case "four-mebibytes" -> "{\"a\":\"" + "x".repeat(4 << 20) + "\"}";
            case "deep-arrays" -> "[".repeat(DEEP) + "]".repeat(DEEP);
            case "deep-objects" -> "{\"a\":".repeat(DEEP) + "1" + "}".repeat(DEEP);
            case "aliases" -> aliases();
            case "" -> null;
            default -> throw new IllegalArgumentException("made how? " + row);
        };
    }

    // Ten lines that stand for a thousand million words.
    private static String aliases() {
        StringBuilder yaml = new StringBuilder("a0: &a0 [x,x,x,x,x,x,x,x,x]\n");
        for (int i = 1; i < 10; i++) {
            String alias = "*a" + (i - 1);
            yaml.append("a%d: &a%d [%s]\n".formatted(i, i, String.join(",", Collections.nCopies(9, alias))));
        }
        return yaml.toString();
    }

    private static long sent() {
        return RESOURCES.stream()
                .mapToLong(resource -> ApiServerMetrics.writes(kube, resource))
                .sum();
    }

    private static String title(JsonNode row) {
        String what = row.path("made").asText(row.path("body").asText("nothing"));
        return row.path("ask").asText() + " " + row.path("type").asText() + " " + row.path("headers") + " " + what;
    }
}

package dev.serai.differential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.serai.fixture.http.RawAnswer;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The comparison that {@link DifferentialIT} rests on sees every difference but those that may be. */
class DifferencesTest {

    private static final String PODS = "get: /api/v1/pods";
    private static final String WATCH = "watch: /api/v1/pods";
    private static final String LIST = """
            {"kind":"PodList","metadata":{"resourceVersion":"7","continue":"abc","remainingItemCount":1},"items":[
             {"metadata":{"name":"a","resourceVersion":"5"},"spec":{"n":null,"x":1}},
             {"metadata":{"name":"b","resourceVersion":"6"},"spec":{"metadata":{"managedFields":"mine"}}}]}""";
    private static final String EVENTS = """
            {"type":"ADDED","object":{"kind":"Pod","metadata":{"name":"a","resourceVersion":"5"}}}
            {"type":"BOOKMARK","object":{"kind":"Pod","metadata":{"resourceVersion":"7","annotations":{"k8s.io/initial-events-end":"true"}},"spec":{"containers":null}}}
            """;
    private static final String TABLE = """
            {"kind":"Table","metadata":{"resourceVersion":"7"},"columnDefinitions":[],
             "rows":[{"cells":["a","6 (3m5s ago)","59s"],"object":{"metadata":{"name":"a","resourceVersion":"5"}}}]}""";

    @Test
    void anAnswerDoesNotDifferFromItself() {
        assertThat(difference(PODS, LIST, LIST)).isEmpty();
        assertThat(difference(WATCH, EVENTS, EVENTS)).isEmpty();
        assertThat(difference(PODS, TABLE, TABLE)).isEmpty();
    }

    @ParameterizedTest(name = "{0} may become {1}")
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
                    "resourceVersion":"7"              | "resourceVersion":"8"
                    "continue":"abc"                   | "continue":"other"
                    "n":null,"x":1                     | "x":1,"n":null
                    """)
    void aListMayDifferIn(String was, String is) {
        assertThat(difference(PODS, LIST, replaced(LIST, was, is))).isEmpty();
    }

    @Test
    void onlyTheApiServersOwnAnswerMayHoldManagedFields() {
        String managed = replaced(
                LIST, "\"resourceVersion\":\"5\"", "\"resourceVersion\":\"5\",\"managedFields\":[{\"manager\":\"m\"}]");
        assertThat(difference(PODS, managed, LIST)).isEmpty();
        assertThat(difference(PODS, LIST, managed)).isNotEmpty();
        assertThat(difference(PODS, managed, managed)).isNotEmpty();
    }

    @ParameterizedTest(name = "{0} must not become {1}")
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
                    "resourceVersion":"7"     | "resourceVersion":""
                    "resourceVersion":"7"     | "resourceVersion":"0"
                    "resourceVersion":"7"     | "resourceVersion":7
                    "resourceVersion":"5"     | "resourceVersion":"6"
                    "continue":"abc",         | ~~
                    "continue":"abc"          | "continue":""
                    "remainingItemCount":1    | "remainingItemCount":2
                    "n":null,                 | ~~
                    "x":1                     | "x":"1"
                    "x":1                     | "x":1.0
                    "x":1                     | "x":1,"x":1
                    "x":1                     | "x":1,"y":2
                    "managedFields":"mine"    | ~~
                    "name":"a"                | "name":"b"
                    "kind":"PodList"          | "kind":"List"
                    """)
    void aListMustNotDifferIn(String was, String is) {
        assertThat(difference(PODS, LIST, replaced(LIST, was, is))).isNotEmpty();
    }

    @Test
    void itemsMustNotBeLackingOrInAnotherOrder() {
        String one = "{\"items\":[{\"a\":1},{\"b\":2}]}";
        assertThat(difference(PODS, one, "{\"items\":[{\"a\":1}]}"))
                .containsExactly("/items/1 is absent, not {\"b\":2}");
        assertThat(difference(PODS, one, "{\"items\":[{\"b\":2},{\"a\":1}]}")).isNotEmpty();
        assertThat(difference(PODS, one, "{\"items\":[{\"a\":1},{\"b\":2},{}]}"))
                .isNotEmpty();
        assertThat(difference(PODS, "{\"items\":[]}", "{\"items\":null}")).isNotEmpty();
    }

    @Test
    void aListOfAnAskedVersionHasThatVersion() {
        String exact = "{get: /api/v1/pods, exact: true}";
        assertThat(difference(exact, LIST, replaced(LIST, "\"continue\":\"abc\"", "\"continue\":\"other\"")))
                .isEmpty();
        assertThat(difference(exact, LIST, replaced(LIST, "\"resourceVersion\":\"7\"", "\"resourceVersion\":\"8\"")))
                .isNotEmpty();
    }

    @ParameterizedTest(name = "{0} must not become {1}")
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
                    "ADDED"                     | "MODIFIED"
                    "resourceVersion":"5"       | "resourceVersion":"6"
                    "resourceVersion":"7"       | "resourceVersion":""
                    k8s.io/initial-events-end   | other
                    }}}                         | }}
                    """)
    void eventsMustNotDifferIn(String was, String is) {
        assertThat(difference(WATCH, EVENTS, replaced(EVENTS, was, is))).isNotEmpty();
    }

    @Test
    void eventsMustNotBeLackingOrInAnotherOrder() {
        String[] lines = EVENTS.split("\n");
        assertThat(difference(WATCH, EVENTS, lines[0] + "\n")).isNotEmpty();
        assertThat(difference(WATCH, EVENTS, lines[1] + "\n")).isNotEmpty();
        assertThat(difference(WATCH, EVENTS, lines[1] + "\n" + lines[0] + "\n")).isNotEmpty();
        assertThat(difference(WATCH, EVENTS, EVENTS + lines[0] + "\n")).isNotEmpty();
    }

    @Test
    void bookmarksOfPassingTimeMayComeAtAnyTime() {
        String heartbeat =
                "{\"type\":\"BOOKMARK\",\"object\":{\"kind\":\"Pod\",\"metadata\":{\"resourceVersion\":\"9\"}}}\n";
        assertThat(difference(WATCH, EVENTS, heartbeat + EVENTS + heartbeat)).isEmpty();
        assertThat(difference(WATCH, EVENTS, replaced(EVENTS, ",\"spec\":{\"containers\":null}", "")))
                .isNotEmpty();
    }

    @ParameterizedTest(name = "{0} and {1} are the same age: {2}")
    @CsvSource({
        "59s, 61s, true",
        "59s, 1m1s, true",
        "59s, 80s, false",
        "59s, 59m, false",
        "6 (3m5s ago), 6 (3m6s ago), true",
        "6 (3m5s ago), 7 (3m5s ago), false",
        "6 (3m5s ago), 6, false",
        "a, b, false"
    })
    void agesMayDifferBySeconds(String age, String other, boolean same) {
        String table = replaced(TABLE, "59s", age);
        assertThat(difference(PODS, table, replaced(TABLE, "59s", other)).isEmpty())
                .isEqualTo(same);
    }

    @Test
    void codeTypeAndHeadersMustNotDiffer() {
        RawAnswer answer = answer(200, LIST, "Content-Type: application/json", "Vary: Accept");
        assertThat(difference(
                        PODS, answer, answer(200, LIST, "Content-Type: application/json", "vary: Origin, accept")))
                .isEmpty();
        assertThat(difference(PODS, answer, answer(200, LIST, "Content-Type: application/json")))
                .isNotEmpty();
        assertThat(difference(PODS, answer, answer(201, LIST, "Content-Type: application/json", "Vary: Accept")))
                .isNotEmpty();
        assertThat(difference(PODS, answer, answer(200, LIST, "Content-Type: text/plain", "Vary: Accept")))
                .isNotEmpty();
        assertThat(difference(
                        PODS,
                        answer(504, "{}", "Content-Type: application/json", "Retry-After: 1"),
                        answer(504, "{}", "Content-Type: application/json")))
                .contains("retry-after is absent, not 1");
    }

    @Test
    void bytesMustNotDifferHoweverLateTheyDo() {
        String type = "Content-Type: application/vnd.kubernetes.protobuf";
        RawAnswer one = answer(200, "x".repeat(10_000) + "y", type);
        assertThat(difference(PODS, one, one)).isEmpty();
        assertThat(difference(PODS, one, answer(200, "x".repeat(10_000) + "z", type)))
                .isNotEmpty();
    }

    @Test
    void whatYamlReadersWouldTakeForAnotherTypeDiffers() {
        RawAnswer quoted = answer(200, "a: \"yes\"\nb: \"2026-01-01T00:00:00Z\"\n", "Content-Type: application/yaml");
        RawAnswer plain = answer(200, "a: yes\nb: \"2026-01-01T00:00:00Z\"\n", "Content-Type: application/yaml");
        RawAnswer date = answer(200, "a: \"yes\"\nb: 2026-01-01T00:00:00Z\n", "Content-Type: application/yaml");
        RawAnswer sorted = answer(200, "b: '2026-01-01T00:00:00Z'\na: 'yes'\n", "Content-Type: application/yaml");
        assertThat(difference(PODS, quoted, plain)).isNotEmpty();
        assertThat(difference(PODS, quoted, date)).isNotEmpty();
        assertThat(difference(PODS, quoted, sorted)).isEmpty();
    }

    @Test
    void aStreamMustNotEndEarlyOrHang() {
        RawAnswer asked = took(Duration.ofMillis(2_050));
        assertThat(difference(WATCH, asked, took(Duration.ofMillis(1_950)))).isEmpty();
        assertThat(difference(WATCH, asked, took(Duration.ofSeconds(5)))).isEmpty();
        assertThat(difference(WATCH, asked, took(Duration.ofMillis(10)))).isNotEmpty();
        assertThat(difference(WATCH, asked, took(Duration.ofSeconds(30)))).isNotEmpty();
        assertThat(difference(WATCH, took(Duration.ofMillis(20)), took(Duration.ofMillis(10))))
                .isEmpty();
    }

    @Test
    void pagesMustBeAsManyAndOfOneVersion() {
        RawAnswer page = answer(200, LIST, "Content-Type: application/json");
        RawAnswer later = answer(
                200,
                replaced(LIST, "\"resourceVersion\":\"7\"", "\"resourceVersion\":\"8\""),
                "Content-Type: application/json");
        DifferentialRow row = row("pages: \"/api/v1/pods?limit=1\"");
        assertThat(Differences.between(row, List.of(page, page), List.of(page, page)))
                .isEmpty();
        assertThat(Differences.between(row, List.of(page, page), List.of(page))).isNotEmpty();
        assertThat(Differences.between(row, List.of(page, page), List.of(page, later)))
                .isNotEmpty();
    }

    @Test
    void anEmptyLastPageIsNotMissedWhereOnlyItemsCount() {
        String page = replaced(LIST, "\"continue\":\"abc\",\"remainingItemCount\":1", "\"continue\":\"\"");
        RawAnswer full = answer(200, page, "Content-Type: application/json");
        RawAnswer empty = answer(200, "{\"metadata\":{\"resourceVersion\":\"7\"},\"items\":[]}");
        DifferentialRow row = row("pages: \"/api/v1/pods?limit=1&labelSelector=a\", compare: items");
        assertThat(Differences.between(row, List.of(full, empty), List.of(full)))
                .isEmpty();
        assertThat(Differences.between(row, List.of(full, empty), List.of(empty)))
                .isNotEmpty();
        RawAnswer refused = answer(500, page, "Content-Type: application/json");
        assertThat(Differences.between(row, List.of(full, empty), List.of(refused)))
                .isNotEmpty();
    }

    @Test
    void whereSeraiDiffersItDoesAsTheRowSays() {
        String row = "{get: /x, differs: why, serai: {status: 404, type: application/json, body: {kind: Status}}}";
        RawAnswer api = answer(200, "ok", "Content-Type: text/plain");
        String status = "{\"kind\":\"Status\",\"code\":404}";
        assertThat(difference(row, api, answer(404, status, "Content-Type: application/json")))
                .isEmpty();
        assertThat(difference(row, api, api)).isNotEmpty();
        assertThat(difference(row, api, answer(404, "404", "Content-Type: application/json")))
                .isNotEmpty();
        assertThat(difference(row, api, answer(404, status, "Content-Type: text/plain")))
                .isNotEmpty();
    }

    @Test
    void aRowThatSaysWhatNobodyUnderstandsIsRefused() {
        for (String row : List.of(
                "{get: /x, differs: why}",
                "{get: /x, serai: {status: 1}}",
                "{get: /x, comment: c}",
                "{accept: json}",
                "{get: /x, compare: nothing}")) {
            assertThatThrownBy(() -> row(row)).as(row).isInstanceOf(IllegalArgumentException.class);
        }
    }

    private static List<String> difference(String row, String api, String serai) {
        return difference(
                row,
                answer(200, api, "Content-Type: application/json"),
                answer(200, serai, "Content-Type: application/json"));
    }

    private static List<String> difference(String row, RawAnswer api, RawAnswer serai) {
        return Differences.between(row(row), List.of(api), List.of(serai));
    }

    private static DifferentialRow row(String row) {
        String flow = row.startsWith("{") ? row : "{" + row + "}";
        byte[] table = ("sections: [{about: a, rows: [" + flow + "]}]").getBytes(StandardCharsets.UTF_8);
        return DifferentialRow.read(new ByteArrayInputStream(table)).get("a").get(0);
    }

    private static RawAnswer answer(int status, String body, String... headers) {
        return new RawAnswer(status, List.of(headers), body.getBytes(StandardCharsets.UTF_8), Duration.ofMillis(1_000));
    }

    private static RawAnswer took(Duration time) {
        return new RawAnswer(200, List.of("Content-Type: application/json"), new byte[0], time);
    }

    private static String replaced(String text, String was, String is) {
        assertThat(text).contains(was);
        return text.replace(was, is == null ? "" : is);
    }
}

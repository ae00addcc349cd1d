package dev.serai.rest.write;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.serai.fixture.http.RawHttp;
import dev.serai.fixture.process.LogLines;
import dev.serai.limit.WriteLimitsConfiguration;
import io.micrometer.core.instrument.Counter;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each write leaves one line, whatever becomes of it. */
class WriteAuditTest extends WriteRoutes {

    private static final List<String> KEYS = List.of(
            "time",
            "who",
            "verb",
            "group",
            "resource",
            "subresource",
            "namespace",
            "name",
            "code",
            "milliseconds",
            "throttled");
    private static final String PODS = "/api/v1/namespaces/shop/pods";

    private final LogLines log = LogLines.of("dev.serai.audit");

    WriteAuditTest() {
        super(new WriteLimitsConfiguration(1_000, 2, 10));
    }

    @AfterEach
    void stopListening() {
        log.close();
    }

    @Test
    void aWriteIsOneLineThatTellsWhatWasDone() throws Exception {
        send(posted());
        JsonNode line = line();
        assertThat(line.get("who").textValue()).isEqualTo("127.0.0.1");
        assertThat(line.get("verb").textValue()).isEqualTo("create");
        assertThat(line.get("group").textValue()).isEmpty();
        assertThat(line.get("resource").textValue()).isEqualTo("pods");
        assertThat(line.get("subresource").isNull()).isTrue();
        assertThat(line.get("namespace").textValue()).isEqualTo("shop");
        assertThat(line.get("name").textValue()).isEqualTo("web");
        assertThat(line.get("code").intValue()).isEqualTo(201);
        assertThat(line.get("milliseconds").isIntegralNumber()).isTrue();
        assertThat(line.get("throttled").booleanValue()).isFalse();
    }

    @Test
    void whatTheThrottleRefusesIsTold() throws Exception {
        do {
            send(posted());
        } while (log.lines().stream().noneMatch(line -> line.contains("\"code\":429")));
        assertThat(log.lines()).allSatisfy(line -> assertThat(keys(line)).isEqualTo(KEYS));
        assertThat(log.lines())
                .filteredOn(line -> line.contains("\"code\":429"))
                .allSatisfy(line -> assertThat(line).contains("\"throttled\":true"));
        assertThat(log.lines())
                .filteredOn(line -> line.contains("\"code\":201"))
                .allSatisfy(line -> assertThat(line).contains("\"throttled\":false"));
    }

    @Test
    void writesAreCountedByVerbAndCode() throws Exception {
        send(posted());
        send(request(PODS + "/web").DELETE());
        do {
            send(posted());
        } while (count("create", "429", "true") == 0);
        assertThat(count("create", "201", "false")).isPositive();
        assertThat(meters.get("serai.writes").counters()).hasSize(3);
        assertThat(meters.get("serai.writes").counters().stream()
                        .mapToDouble(Counter::count)
                        .sum())
                .isEqualTo(log.lines().size());
    }

    private double count(String verb, String code, String throttled) {
        Counter counter = meters.find("serai.writes")
                .tags("verb", verb, "code", code, "throttled", throttled)
                .counter();
        return counter == null ? 0 : counter.count();
    }

    @Test
    void whatTheApiServerRefusesIsToldAndNotAsThrottled() throws Exception {
        apiServer.answers(429, "{}", Map.of());
        send(posted());
        assertThat(line().get("code").intValue()).isEqualTo(429);
        assertThat(line().get("throttled").booleanValue()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "POST, /api/v1/namespaces/shop/pods?a=%zz, 400, create, pods",
        "DELETE, /api/v1/namespaces/shop/pods?a=b;c, 400, deletecollection, pods",
        "POST, /api/v1/namespaces/shop/pods/web/exec, 501, create, pods",
        "POST, /apis, 405, create,",
        "PUT, /api/v1/namespaces/shop/pods, 405, update, pods",
        "POST, /api/v1/namespaces/%zz/pods, 400, create,",
        "PATCH, /nowhere, 404, patch,"
    })
    void whatReachesNoRouteIsToldToo(String method, String target, int code, String verb, String resource)
            throws Exception {
        int answered = RawHttp.plain(port)
                .ask(method, target, List.of("Content-Type: application/json"), "{}")
                .status();
        assertThat(answered).isEqualTo(code);
        JsonNode line = line();
        assertThat(line.get("code").intValue()).isEqualTo(code);
        assertThat(line.get("verb").textValue()).isEqualTo(verb);
        assertThat(line.get("resource").textValue()).isEqualTo(resource);
        // Which code it is, the API server may be asked; with nothing that it could write.
        assertThat(apiServer.requests())
                .allSatisfy(request -> assertThat(request.body()).isEmpty());
    }

    @Test
    void whatIsTooLargeIsTold() throws Exception {
        var answer = RawHttp.plain(port)
                .ask("POST", PODS, List.of("Content-Type: application/json"), "x".repeat(MOST_BYTES + 1));
        assertThat(answer.status()).isEqualTo(413);
        assertThat(line().get("code").intValue()).isEqualTo(413);
        assertThat(line().get("namespace").textValue()).isEqualTo("shop");
    }

    @Test
    void readsAreNotTold() throws Exception {
        send(request("/nowhere").GET());
        send(posted());
        assertThat(line().get("verb").textValue()).isEqualTo("create");
    }

    @Test
    void noNameMakesALineOfItsOwnAndNeitherBodyNorQueryIsTold() throws Exception {
        String name = "a\\n{\\\"who\\\":\\\"x\\\"}\\u2028\\u0085é";
        send(request(PODS + "?fieldManager=hush-query")
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(
                        "{\"metadata\":{\"name\":\"" + name + "\"},\"data\":\"hush-body\"}")));
        assertThat(line().get("name").textValue()).isEqualTo("a\n{\"who\":\"x\"}\u2028\u0085é");
        assertThat(log.lines().get(0)).matches("[ -~]+").doesNotContain("hush");
    }

    private JsonNode line() throws IOException {
        await().atMost(Duration.ofSeconds(30)).until(() -> !log.lines().isEmpty());
        assertThat(log.lines()).singleElement().satisfies(line -> assertThat(keys(line))
                .isEqualTo(KEYS));
        return new ObjectMapper().readTree(log.lines().get(0));
    }

    private static List<String> keys(String line) throws IOException {
        var keys = new ArrayList<String>();
        new ObjectMapper().readTree(line).fieldNames().forEachRemaining(keys::add);
        return keys;
    }
}

package dev.serai.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.serai.fixture.api.ScriptedApi;
import dev.serai.fixture.process.LogLines;
import dev.serai.fixture.process.TestClock;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Each change of a definition is heard of, and where it cannot be, that is known. */
@Timeout(60)
class DefinitionWatchTest {

    private static final String CUSTOM = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
    private static final String SERVICES = "/apis/apiregistration.k8s.io/v1/apiservices";

    private final TestClock clock = new TestClock();
    private final Queue<String> heard = new ConcurrentLinkedQueue<>();
    private final Queue<String> asked = new ConcurrentLinkedQueue<>();
    private final Map<String, HttpServerResponse> watches = new ConcurrentHashMap<>();
    private volatile int code = 200;
    private ScriptedApi api;
    private DefinitionWatch definitions;

    @BeforeEach
    void prepare() {
        api = new ScriptedApi(this::answer);
        definitions = new DefinitionWatch(api.apiServer(), clock);
        definitions.listen(new DefinitionListener() {
            @Override
            public void changed(DefinitionWatch.Kind kind, String name) {
                heard.add(kind + " " + name);
            }

            @Override
            public void mayHaveChanged(DefinitionWatch.Kind kind) {
                heard.add(kind + " begun");
            }
        });
    }

    @AfterEach
    void close() {
        definitions.close();
        api.close();
    }

    private void answer(HttpServerRequest request) {
        asked.add(request.uri());
        HttpServerResponse response = request.response().putHeader("Content-Type", "application/json");
        if (code != 200) {
            response.setStatusCode(code).end("{}");
        } else if (request.getParam("watch") == null) {
            assertThat(request.getHeader("Accept")).contains("as=PartialObjectMetadataList");
            response.end("{\"metadata\":{\"resourceVersion\":\"7\"},\"items\":[]}");
        } else {
            assertThat(request.getHeader("Accept")).contains("as=PartialObjectMetadata;");
            response.setChunked(true).writeHead();
            watches.put(request.path(), response);
        }
    }

    @Test
    void eachChangeIsHeardOfHoweverItsBytesCome() {
        start();
        assertThat(heard).containsExactlyInAnyOrder("CUSTOM_RESOURCE_DEFINITIONS begun", "API_SERVICES begun");
        assertThat(asked).contains(CUSTOM + "?watch=true&allowWatchBookmarks=true&resourceVersion=7");
        String both = event("ADDED", "widgets.example.com", 8) + event("DELETED", "gadgets.example.com", 9);
        watches.get(CUSTOM).write(both.substring(0, 20));
        watches.get(CUSTOM).write(both.substring(20, both.length() - 1));
        watches.get(CUSTOM).write("\n" + event("BOOKMARK", "", 10));
        watches.get(SERVICES).write(event("MODIFIED", "v1.example.com", 11));
        await().untilAsserted(() -> assertThat(heard)
                .contains(
                        "CUSTOM_RESOURCE_DEFINITIONS widgets.example.com",
                        "CUSTOM_RESOURCE_DEFINITIONS gadgets.example.com",
                        "API_SERVICES v1.example.com")
                .hasSize(5));
    }

    @Test
    void aWatchThatEndsInOrderGoesOnWhereItWas() {
        start();
        watches.remove(CUSTOM).end(event("BOOKMARK", "", 12));
        await().untilAsserted(() ->
                assertThat(asked).contains(CUSTOM + "?watch=true&allowWatchBookmarks=true&resourceVersion=12"));
        await().until(definitions::isConnected);
        assertThat(heard.stream().filter("CUSTOM_RESOURCE_DEFINITIONS begun"::equals))
                .hasSize(2);
    }

    @Test
    void aHistoryThatIsGoneAndAnAnswerThatCannotBeReadBeginAnew() {
        start();
        for (String torn : List.of(
                "{\"type\":\"ERROR\",\"object\":{\"code\":410}}\n", "{\"type\":\"ADDED\",\"object\":{}}\n", "{\n")) {
            asked.clear();
            watches.remove(CUSTOM).write(torn);
            await().untilAsserted(() -> assertThat(asked).contains(CUSTOM + "?limit=1"));
            await().until(() -> watches.containsKey(CUSTOM) && definitions.isConnected());
        }
    }

    @Test
    void aSilentConnectionIsGivenUp() {
        start();
        HttpServerResponse silent = watches.get(CUSTOM);
        asked.clear();
        clock.advance(Duration.ofSeconds(76));
        await().atMost(Duration.ofSeconds(40))
                .untilAsserted(() -> assertThat(asked).contains(CUSTOM + "?limit=1", SERVICES + "?limit=1"));
        await().until(definitions::isConnected);
        await().until(silent::closed);
    }

    @Test
    void aMissingRightIsToldOnceForEachKindAndIsNoConnection() {
        code = 403;
        try (var log = LogLines.of(MetadataWatch.class.getName())) {
            definitions.start();
            await().untilAsserted(() -> assertThat(log.lines()).hasSize(2));
            assertThat(log.lines())
                    .contains("customresourcedefinitions cannot be watched: the API server answered 403; without the"
                            + " right to list and watch them, discovery may be a second late");
            assertThat(definitions.isConnected()).isFalse();
            assertThat(heard).isEmpty();
        }
    }

    @Test
    void anApiServerThatIsAwayIsAskedUntilItIsBack() {
        code = 503;
        definitions.start();
        await().until(() -> asked.stream().filter((CUSTOM + "?limit=1")::equals).count() > 1);
        assertThat(definitions.isConnected()).isFalse();
        code = 200;
        await().until(definitions::isConnected);
    }

    private void start() {
        definitions.start();
        await().until(() -> watches.size() == 2 && definitions.isConnected() && heard.size() == 2);
    }

    private static String event(String type, String name, int version) {
        return """
            {"type":"%s","object":{"kind":"PartialObjectMetadata","metadata":{"name":"%s","resourceVersion":"%d"}}}
            """.formatted(type, name, version);
    }
}

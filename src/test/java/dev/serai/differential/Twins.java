package dev.serai.differential;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.serai.fixture.http.HttpCaller;
import dev.serai.fixture.http.HttpCaller.Answer;
import dev.serai.fixture.http.Tree;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;

/**
 * Two namespaces to which the same is done: to one at the API server, to the other through Serai. In a path and in a
 * body {@code {ns}} stands for the namespace.
 */
public final class Twins {

    static final ObjectMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    private static final AtomicInteger PAIRS = new AtomicInteger();

    private static final String USER_AGENT = "twins/1.0";

    // What is later is a time of the API server's, and not one that was sent.
    private static final Instant START = Instant.now().minusSeconds(3_600);
    private static final Pattern TIME = Pattern.compile("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?Z");

    private static final Pattern UID = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

    private final HttpCaller api;
    private final HttpCaller serai;
    private final String direct;
    private final String through;

    public Twins(HttpCaller api, HttpCaller serai) {
        this.api = api;
        this.serai = serai;
        int pair = PAIRS.incrementAndGet();
        direct = "direct-" + pair;
        through = "through-" + pair;
        for (String namespace : List.of(direct, through)) {
            String object = "{\"metadata\":{\"name\":\"" + namespace + "\"}}";
            assertThat(api.ask("POST", "/api/v1/namespaces", "application/json", object)
                            .status())
                    .isEqualTo(201);
        }
    }

    /** The namespaces: first the one of the API server, then the one of Serai. */
    public List<String> namespaces() {
        return List.of(direct, through);
    }

    /** Asks both, requires the same answer, and returns the API server's own. */
    public Answer ask(String method, String target, String type, String body) {
        Map<String, String> headers = type == null ? Map.of() : Map.of("Content-Type", type);
        return ask(method, target, headers, body == null ? null : body.getBytes(StandardCharsets.UTF_8));
    }

    /** As {@link #ask(String, String, String, String)}, with any headers. */
    public Answer ask(String method, String target, Map<String, String> headers, byte[] body) {
        Answer own = direct(method, target, headers, body);
        Answer got = through(method, target, headers, body);
        assertAlike(method + " " + target, own, got);
        return own;
    }

    /** Asks the API server only. */
    Answer direct(String method, String target, Map<String, String> headers, byte[] body) {
        return ask(api, direct, method, target, headers, body);
    }

    /** Sends an object as protobuf, as the API server itself writes it. */
    public Answer asProtobuf(String method, String target, String object) {
        var type = Map.of("Content-Type", "application/json", "Accept", "application/vnd.kubernetes.protobuf");
        String dryRun = target + "?dryRun=All";
        byte[] body = object.getBytes(StandardCharsets.UTF_8);
        byte[] here = ask(api, direct, method, dryRun, type, body).body();
        byte[] there = ask(api, through, method, dryRun, type, body).body();
        var protobuf = Map.of("Content-Type", "application/vnd.kubernetes.protobuf");
        Answer own = ask(api, direct, method, target, protobuf, here);
        assertAlike(method + " " + target, own, ask(serai, through, method, target, protobuf, there));
        return own;
    }

    private Answer through(String method, String target, Map<String, String> headers, byte[] body) {
        return ask(serai, through, method, target, headers, body);
    }

    /** What both namespaces hold is the same; returns the direct one's objects by their names. */
    public Map<String, JsonNode> storedAlike(String list) {
        Map<String, JsonNode> expected = stored(direct, list);
        Map<String, JsonNode> found = stored(through, list);
        assertThat(found.keySet()).isEqualTo(expected.keySet());
        expected.forEach((name, object) ->
                assertThat(Tree.differences(object, found.get(name))).as(name).isEmpty());
        return expected;
    }

    private Map<String, JsonNode> stored(String namespace, String list) {
        Map<String, JsonNode> objects = new HashMap<>();
        JsonNode answer =
                json(nameless(ask(api, namespace, "GET", list, Map.of(), null).text()));
        answer.path("items")
                .forEach(object -> objects.put(object.at("/metadata/name").asText(), comparable(object)));
        return objects;
    }

    void assertAlike(String what, Answer own, Answer got) {
        assertThat(got.status()).as("%s: %s", what, got.text()).isEqualTo(own.status());
        assertThat(got.all("warning")).as(what).isEqualTo(own.all("warning"));
        assertThat(got.header("content-type")).as(what).isEqualTo(own.header("content-type"));
        if (own.header("content-type").orElse("").startsWith("application/json")) {
            assertThat(Tree.differences(comparable(json(nameless(own.text()))), comparable(json(nameless(got.text())))))
                    .as(what)
                    .isEmpty();
        }
    }

    private static Answer ask(
            HttpCaller server, String namespace, String method, String target, Map<String, String> own, byte[] body) {
        Map<String, String> headers = new HashMap<>(own);
        headers.putIfAbsent("User-Agent", USER_AGENT);
        return server.ask(method, target.replace("{ns}", namespace), headers, resolved(body, namespace, own));
    }

    private static byte[] resolved(byte[] body, String namespace, Map<String, String> headers) {
        if (body == null || headers.getOrDefault("Content-Type", "").contains("protobuf")) {
            return body;
        }
        return new String(body, StandardCharsets.UTF_8)
                .replace("{ns}", namespace)
                .getBytes(StandardCharsets.UTF_8);
    }

    /** A text without what differs between the twins. */
    public String nameless(String text) {
        String nameless = text.replace(direct, "{ns}").replace(through, "{ns}");
        return TIME.matcher(nameless)
                .replaceAll(
                        time -> Instant.parse(time.group()).isBefore(START) ? time.group() : "2999-12-31T00:00:00Z");
    }

    static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException("no JSON: " + text, e);
        }
    }

    // Without what no two objects have in common.
    private static JsonNode comparable(JsonNode object) {
        if (object.path("metadata") instanceof ObjectNode metadata) {
            metadata.remove(List.of("uid", "creationTimestamp", "resourceVersion", "namespace"));
            if (metadata.path("managedFields") instanceof ArrayNode managers) {
                List<JsonNode> timeless = new ArrayList<>();
                managers.forEach(manager -> timeless.add(((ObjectNode) manager).without("time")));
                // Their order is that of the times.
                timeless.sort(Comparator.comparing(JsonNode::toString));
                managers.removeAll().addAll(timeless);
            }
        }
        if (object.path("details") instanceof ObjectNode details) {
            details.remove("uid");
        }
        if (object instanceof ObjectNode status && status.path("message").isTextual()) {
            status.put("message", UID.matcher(status.path("message").asText()).replaceAll("{uid}"));
        }
        object.path("rows").forEach(row -> comparable(row.path("object")));
        if (object.path("items") instanceof ArrayNode items) {
            items.forEach(Twins::comparable);
        }
        return object;
    }
}

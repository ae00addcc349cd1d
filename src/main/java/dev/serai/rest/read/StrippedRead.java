package dev.serai.rest.read;

import dev.serai.cache.object.StrippedFields;
import dev.serai.cluster.ApiRequest;
import dev.serai.cluster.ApiStream;
import dev.serai.rest.render.PassingBody;
import dev.serai.rest.render.PassingYaml;
import dev.serai.rest.render.StrippedJson;
import dev.serai.rest.wire.Representation;
import dev.serai.rest.wire.Request;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A read of a cached resource that the API server answers. It is requested in JSON. The fields that the cache strips
 * are left out, and the answer goes out as JSON or YAML. Protobuf cannot be stripped. A caller who takes another form
 * too gets that form. A caller who takes only protobuf never gets an answer from the cache, so all of its answers have
 * all fields.
 */
final class StrippedRead {

    private static final String ACCEPT = "Accept";
    private static final int OK = 200;

    private final ApiRequest asked;
    private final StrippedJson json;
    private final @Nullable PassingYaml yaml;

    private StrippedRead(ApiRequest asked, StrippedJson json, @Nullable PassingYaml yaml) {
        this.asked = asked;
        this.json = json;
        this.yaml = yaml;
    }

    /** {@code fieldSelector} is what the cache has of the resource; empty for everything. */
    static StrippedRead of(Request request, Representation.Kind kind, String fieldSelector, StrippedFields stripped) {
        ApiRequest read = Passthrough.toUpstream(request);
        Map<String, String> headers = new LinkedHashMap<>(read.headers());
        headers.computeIfPresent(ACCEPT, (name, value) -> withoutProtobuf(value));
        String accept = headers.getOrDefault(ACCEPT, "");
        // The API server refuses a watch in YAML.
        Optional<String> inJson = kind == Representation.Kind.WATCH ? Optional.empty() : Representation.inJson(accept);
        inJson.ifPresent(value -> headers.put(ACCEPT, value));
        return new StrippedRead(
                new ApiRequest(
                        read.method(),
                        read.path(),
                        query(request, kind, fieldSelector, read.rawQuery()),
                        headers,
                        null,
                        read.as()),
                StrippedJson.of(stripped, kind, accept.contains("Table")),
                inJson.isPresent() ? new PassingYaml() : null);
    }

    // Who names an object means that one, wherever it is. The API server takes the first of several values.
    private static @Nullable String query(
            Request request, Representation.Kind kind, String fieldSelector, @Nullable String query) {
        if (fieldSelector.isEmpty() || kind == Representation.Kind.OBJECT) {
            return query;
        }
        String own = request.parameter("fieldSelector");
        String both = own == null || own.isEmpty() ? fieldSelector : own + "," + fieldSelector;
        String selected = "fieldSelector=" + URLEncoder.encode(both, StandardCharsets.UTF_8);
        return query == null || query.isEmpty() ? selected : selected + "&" + query;
    }

    private static String withoutProtobuf(String accept) {
        String others = Arrays.stream(accept.split(","))
                .filter(range -> !range.contains("protobuf"))
                .collect(Collectors.joining(","));
        return others.isBlank() ? accept : others;
    }

    /** The request for the API server. */
    ApiRequest asked() {
        return asked;
    }

    /** How its answer is passed on. */
    PassingBody body(ApiStream answer) {
        if (answer.header("Content-Type").stream().noneMatch(type -> type.startsWith("application/json"))) {
            return PassingBody.AS_IT_IS;
        }
        // A refusal is passed on as it is.
        return new PassingBody(answer.code() == OK ? json : null, yaml);
    }
}

package dev.serai.rest.read;

import dev.serai.cache.object.StrippedFields;
import dev.serai.cluster.ApiRequest;
import dev.serai.cluster.ApiStream;
import dev.serai.rest.render.PassingBody;
import dev.serai.rest.render.PassingYaml;
import dev.serai.rest.render.StrippedJson;
import dev.serai.rest.wire.Representation;
import dev.serai.rest.wire.Request;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A read of what is cached that is passed on: asked for in JSON, of which the fields that cached objects lack are left
 * out, and told in JSON or YAML. Protobuf is not looked into: whoever takes another form too gets that, and to whom
 * takes nothing else the cache answers nothing, so that all of their answers have all fields.
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

    static StrippedRead of(Request request, Representation.Kind kind, StrippedFields stripped) {
        ApiRequest read = Passthrough.toUpstream(request);
        Map<String, String> headers = new LinkedHashMap<>(read.headers());
        headers.computeIfPresent(ACCEPT, (name, value) -> withoutProtobuf(value));
        String accept = headers.getOrDefault(ACCEPT, "");
        // A watch in YAML is for the API server to refuse.
        Optional<String> inJson = kind == Representation.Kind.WATCH ? Optional.empty() : Representation.inJson(accept);
        inJson.ifPresent(value -> headers.put(ACCEPT, value));
        return new StrippedRead(
                new ApiRequest(read.method(), read.path(), read.rawQuery(), headers, null),
                StrippedJson.of(stripped, kind, accept.contains("Table")),
                inJson.isPresent() ? new PassingYaml() : null);
    }

    private static String withoutProtobuf(String accept) {
        String others = Arrays.stream(accept.split(","))
                .filter(range -> !range.contains("protobuf"))
                .collect(Collectors.joining(","));
        return others.isBlank() ? accept : others;
    }

    /** What to ask the API server for. */
    ApiRequest asked() {
        return asked;
    }

    /** How the answer to it is told. */
    PassingBody body(ApiStream answer) {
        if (answer.header("Content-Type").stream().noneMatch(type -> type.startsWith("application/json"))) {
            return PassingBody.AS_IT_IS;
        }
        // Of what is refused nothing is left out.
        return new PassingBody(answer.code() == OK ? json : null, yaml);
    }
}

package dev.serai.rest.write;

import dev.serai.kube.ResourcePath;
import dev.serai.kube.StatusException;
import dev.serai.rest.write.ObjectNames.MalformedException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Finds what the API server would refuse in a body, in its words; a good body goes on unchanged. */
final class WriteBodyCheck {

    private static final String JSON_PATCH = "application/json-patch+json";
    private static final int SUMMARY = 30;
    private static final ObjectNames NONE = new ObjectNames(null, null);

    private WriteBodyCheck() {}

    /**
     * @param deepest how many objects and lists may lie in one another
     * @param kinds returns the kind of object that a path takes; empty if nobody knows
     * @return the object's name; nothing if there is no object, or only the API server can read it
     * @throws StatusException 400 if the body is malformed, or means another object than the path
     */
    static ObjectNames check(
            ResourcePath path,
            String method,
            @Nullable String mediaType,
            byte[] body,
            int deepest,
            Function<ResourcePath, Optional<String>> kinds) {
        if (method.equals("DELETE") && body.length == 0) {
            return NONE;
        }
        ObjectNames names = parse(path, method, mediaType, body, deepest, kinds);
        if (method.equals("DELETE") || JSON_PATCH.equals(mediaType)) {
            return NONE;
        }
        if (path.namespace() != null && differs(names.namespace(), path.namespace())) {
            throw StatusException.badRequest(
                    "the namespace of the provided object does not match the namespace sent on the request");
        }
        // An object that is posted to a subresource differs from the object in the path.
        if (path.name() != null && !method.equals("POST") && differs(names.name(), path.name())) {
            throw StatusException.badRequest("the name of the object (%s) does not match the name on the URL (%s)"
                    .formatted(names.name(), path.name()));
        }
        return names;
    }

    private static ObjectNames parse(
            ResourcePath path,
            String method,
            @Nullable String mediaType,
            byte[] body,
            int deepest,
            Function<ResourcePath, Optional<String>> kinds) {
        String type = mediaType == null || mediaType.isEmpty() ? "application/json" : mediaType;
        try {
            return switch (type) {
                case "application/json",
                        JSON_PATCH,
                        "application/merge-patch+json",
                        "application/strategic-merge-patch+json" -> ObjectNames.ofJson(body, deepest);
                case "application/yaml" -> YamlNames.of(body, deepest);
                case "application/apply-patch+yaml" -> yamlOrJson(body, deepest);
                default -> NONE;
            };
        } catch (MalformedException e) {
            String message = prefix(type) + e.getMessage();
            boolean object = method.equals("POST") || method.equals("PUT");
            throw StatusException.badRequest(object ? unrecognized(message, kinds.apply(path), body) : message);
        }
    }

    // The words of the API server's transformDecodeError for a body that should be an object.
    private static String unrecognized(String message, Optional<String> kind, byte[] body) {
        String type = kind.map(" (must be of type %s)"::formatted).orElse("");
        return "the object provided is unrecognized%s: %s (%s)".formatted(type, message, summary(body));
    }

    private static String summary(byte[] body) {
        if (body.length == 0) {
            return "<empty>";
        }
        int length = Math.min(body.length, SUMMARY);
        String shown = body[0] == '{'
                ? new String(body, 0, length, StandardCharsets.UTF_8)
                : HexFormat.of().formatHex(body, 0, length);
        return body.length > SUMMARY ? shown + " ..." : shown;
    }

    // Clients also apply JSON, which is YAML except for how this parser treats its tabs.
    private static ObjectNames yamlOrJson(byte[] body, int deepest) throws MalformedException {
        try {
            return ObjectNames.ofJson(body, deepest);
        } catch (MalformedException e) {
            return YamlNames.of(body, deepest);
        }
    }

    private static String prefix(String type) {
        return switch (type) {
            case "application/json" -> "couldn't get version/kind; json parse error: ";
            case JSON_PATCH, "application/merge-patch+json" -> "error decoding patch: ";
            case "application/apply-patch+yaml" -> "error decoding YAML: error converting YAML to JSON: ";
            default -> "";
        };
    }

    private static boolean differs(@Nullable String given, String asked) {
        return given != null && !given.isEmpty() && !given.equals(asked);
    }
}

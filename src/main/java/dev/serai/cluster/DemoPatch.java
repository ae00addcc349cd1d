package dev.serai.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.fabric8.zjsonpatch.JsonPatch;
import java.util.stream.StreamSupport;

/**
 * The four kinds of patch.
 * A strategic merge and an apply are a JSON merge that joins lists of named things by name, which is what the real
 * ones do to containers, environment, ports and volumes; they keep no record of who manages which field.
 */
final class DemoPatch {
    private static final String APPLY = "application/apply-patch+yaml";

    private DemoPatch() {}

    static boolean applies(String contentType) {
        return contentType.equals(APPLY);
    }

    static ObjectNode patched(String contentType, ObjectNode current, String patch) {
        JsonNode change = Serialization.unmarshal(patch, JsonNode.class);
        JsonNode result =
                switch (contentType) {
                    case "application/json-patch+json" -> JsonPatch.apply(change, current.deepCopy());
                    case "application/merge-patch+json" -> merged(current, change, false);
                    case "application/strategic-merge-patch+json", APPLY -> merged(current, change, true);
                    default -> throw DemoRefusal.unsupportedPatch(contentType);
                };
        if (result instanceof ObjectNode object) {
            return object;
        }
        throw DemoRefusal.badRequest("the patch does not leave an object");
    }

    private static JsonNode merged(JsonNode current, JsonNode change, boolean byName) {
        if (byName && current instanceof ArrayNode list && named(change)) {
            return joined(list, change);
        }
        if (!change.isObject()) {
            return change;
        }
        ObjectNode result =
                current instanceof ObjectNode object ? object.deepCopy() : JsonNodeFactory.instance.objectNode();
        change.properties().forEach(field -> {
            if (field.getValue().isNull()) {
                result.remove(field.getKey());
            } else {
                result.set(field.getKey(), merged(result.path(field.getKey()), field.getValue(), byName));
            }
        });
        return result;
    }

    private static boolean named(JsonNode list) {
        return list.isArray()
                && StreamSupport.stream(list.spliterator(), false)
                        .allMatch(item -> item.path("name").isTextual());
    }

    private static ArrayNode joined(ArrayNode current, JsonNode change) {
        ArrayNode result = current.deepCopy();
        for (JsonNode item : change) {
            int at = 0;
            while (at < result.size() && !result.get(at).path("name").equals(item.path("name"))) {
                at++;
            }
            if (at == result.size()) {
                result.add(item);
            } else {
                result.set(at, merged(result.get(at), item, true));
            }
        }
        return result;
    }
}

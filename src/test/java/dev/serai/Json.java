package dev.serai;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.UncheckedIOException;

/** JSON as tests compare it: order of keys does not matter, and managed fields are not there. */
public final class Json {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private Json() {}

    public static JsonNode parse(String text) {
        try {
            return MAPPER.readTree(text);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException("no JSON: " + text, e);
        }
    }

    public static JsonNode withoutManagedFields(String text) {
        JsonNode root = parse(text);
        strip(root);
        root.path("items").forEach(Json::strip);
        return root;
    }

    private static void strip(JsonNode object) {
        if (object.path("metadata") instanceof ObjectNode metadata) {
            metadata.remove("managedFields");
        }
    }
}

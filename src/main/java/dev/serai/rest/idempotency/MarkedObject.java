package dev.serai.rest.idempotency;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.serai.kube.ExactJson;
import dev.serai.kube.ResourcePath;
import dev.serai.kube.StatusException;
import java.io.IOException;

/**
 * An object with everything that its caller gave it, and the mark of the caller's key. If the API server would generate
 * its name, the name is derived from the key.
 *
 * @param mark the mark in the object's annotation {@value #ANNOTATION}
 * @param name the object's name
 * @param bytes the object to send, as JSON or YAML like the original
 */
record MarkedObject(String mark, String name, byte[] bytes) {

    static final String ANNOTATION = "serai.dev/idempotency-key";

    private static final JsonMapper JSON =
            ExactJson.configure(JsonMapper.builder()).build();
    // The same object may come with its fields in another order.
    private static final JsonMapper SORTED = ExactJson.configure(JsonMapper.builder())
            .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
            .enable(JsonNodeFeature.WRITE_PROPERTIES_SORTED)
            .build();

    /**
     * Marks JSON.
     *
     * @throws StatusException 400 if the body is not an object with metadata, or is deeper than 1,000 levels
     */
    static MarkedObject ofJson(byte[] body, IdempotencyKey key, ResourcePath path) {
        try {
            JsonNode object = JSON.readTree(body);
            if (!(object.get("metadata") instanceof ObjectNode metadata)) {
                throw withoutMetadata();
            }
            String mark = key.mark(SORTED.writeValueAsBytes(object));
            if (!(metadata.get("annotations") instanceof ObjectNode)) {
                metadata.putObject("annotations");
            }
            ((ObjectNode) metadata.get("annotations")).put(ANNOTATION, mark);
            String name = metadata.path("name").asText("");
            String generateName = metadata.path("generateName").asText("");
            if (name.isEmpty() && !generateName.isEmpty()) {
                name = key.name(generateName, path);
                metadata.put("name", name);
            }
            return new MarkedObject(mark, name, JSON.writeValueAsBytes(object));
        } catch (IOException e) {
            throw StatusException.badRequest(
                    "an object with %s is at most 1000 levels deep".formatted(IdempotencyKey.HEADER));
        }
    }

    static StatusException withoutMetadata() {
        return StatusException.badRequest("an object with %s needs metadata".formatted(IdempotencyKey.HEADER));
    }
}

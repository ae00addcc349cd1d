package dev.serai.event.delivery;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.serai.kube.ExactJson;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * Removes from an object what sinks must not know: the values of environment variables, the annotation in which {@code
 * kubectl apply} repeats them, and the managed fields, if the cache keeps them. Names stay, so that a reader sees what
 * is set.
 */
public final class Redaction {

    private static final String LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration";

    // It keeps every digit of a number.
    private final ObjectMapper mapper =
            ExactJson.configure(JsonMapper.builder()).build();

    /**
     * The object without them.
     *
     * @throws UncheckedIOException if it is not JSON
     */
    public EventDocument redact(byte[] document) {
        try {
            JsonNode object = mapper.readTree(document);
            if (object.get("metadata") instanceof ObjectNode metadata) {
                metadata.remove("managedFields");
            }
            redact(object);
            return EventDocument.of(mapper.writeValueAsBytes(object), object);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void redact(JsonNode node) {
        node.properties().forEach(member -> {
            if (member.getKey().equals("env") && member.getValue().isArray()) {
                member.getValue().forEach(Redaction::withoutValue);
            } else if (member.getKey().equals("annotations") && member.getValue() instanceof ObjectNode annotations) {
                annotations.remove(LAST_APPLIED);
            } else {
                redact(member.getValue());
            }
        });
        if (node.isArray()) {
            node.forEach(Redaction::redact);
        }
    }

    private static void withoutValue(JsonNode variable) {
        if (variable instanceof ObjectNode object) {
            object.remove("value");
        }
    }
}

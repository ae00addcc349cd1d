package dev.serai.rest.consistency;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.serai.cluster.ApiAnswer;
import dev.serai.rest.write.WireObject;
import dev.serai.rest.write.WriteMediaTypes;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The written objects in the answer to a write, in any requested form. */
final class WriteAnswer {

    private static final String METADATA = "metadata";

    private final JsonNode root;
    private final List<JsonNode> objects;

    private WriteAnswer(JsonNode root) {
        this.root = root;
        this.objects = objects(root);
    }

    /** Reads an answer; an unreadable one holds nothing. */
    static WriteAnswer of(ApiAnswer answer) {
        String type = answer.header("Content-Type").stream().findFirst().orElse("");
        try {
            return new WriteAnswer(WireObject.read(WriteMediaTypes.mediaType(type), answer.body()));
        } catch (IOException e) {
            return new WriteAnswer(MissingNode.getInstance());
        }
    }

    /** The objects, each with the metadata that the answer has: all of a collection, otherwise at most one. */
    List<JsonNode> objects() {
        return objects;
    }

    /** The new version of the object; 0 if the answer does not hold it. */
    long version() {
        return field("resourceVersion").asLong();
    }

    /** The object's name; null if the answer does not hold it. */
    @Nullable
    String name() {
        return field("name").asText(null);
    }

    /** The object's uid; empty if the answer does not hold it. */
    String uid() {
        return isStatus() ? root.at("/details/uid").asText() : field("uid").asText();
    }

    /** Whether the answer shows the object of this name, and not something else about it. */
    boolean isAbout(String name) {
        return !objects.isEmpty() && name.equals(name());
    }

    /**
     * Whether the object is gone. An object that waits for finalizers or its grace period stays, with a new version. An
     * object whose last finalizer was removed goes.
     *
     * @param byDelete whether this answers a delete: then an object may be gone without the mark
     */
    boolean isGone(boolean byDelete) {
        if (isStatus()) {
            return byDelete;
        }
        if (uid().isEmpty()) {
            return false;
        }
        Termination termination = Termination.of(objects.get(0));
        return (byDelete || termination.begun()) && !termination.finalizers() && !termination.graceful();
    }

    /** Whether it holds only an object's metadata. */
    boolean isPartial() {
        return root.path("kind").asText().matches("Table|PartialObjectMetadata(List)?");
    }

    private boolean isStatus() {
        return root.path("kind").asText().equals("Status");
    }

    private JsonNode field(String name) {
        return objects.isEmpty()
                ? MissingNode.getInstance()
                : objects.get(0).path(METADATA).path(name);
    }

    private static List<JsonNode> objects(JsonNode root) {
        List<JsonNode> objects = new ArrayList<>();
        if (root.path("kind").asText().equals("Table")) {
            int name = nameColumn(root);
            root.path("rows")
                    .forEach(row -> objects.add(
                            row.path("object").has(METADATA)
                                    ? row.path("object")
                                    : named(row.path("cells").path(name))));
        } else if (root.path("items").isArray()) {
            root.path("items").forEach(objects::add);
        } else if (root.has(METADATA)) {
            objects.add(root);
        }
        return objects;
    }

    // Without objects, a table holds only their names.
    private static int nameColumn(JsonNode table) {
        int column = 0;
        for (JsonNode definition : table.path("columnDefinitions")) {
            if (definition.path("format").asText().equals("name")) {
                return column;
            }
            column++;
        }
        return -1;
    }

    private static ObjectNode named(JsonNode cell) {
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        if (cell.isTextual()) {
            object.putObject(METADATA).put("name", cell.asText());
        }
        return object;
    }
}

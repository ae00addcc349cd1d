package dev.serai.event.delivery;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/** The JSON of an object, as bytes and as a tree. It is parsed once at most, and only if somebody asks for the tree. */
public final class EventDocument {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final byte[] bytes;
    private @Nullable JsonNode tree;

    /** {@code tree} is what {@code bytes} hold; null where they have not been parsed. */
    private EventDocument(byte[] bytes, @Nullable JsonNode tree) {
        this.bytes = bytes;
        this.tree = tree;
    }

    /** What nobody has parsed yet. */
    public static EventDocument of(byte[] bytes) {
        return new EventDocument(bytes, null);
    }

    /** What was parsed already; {@code tree} is what {@code bytes} hold. */
    static EventDocument of(byte[] bytes, JsonNode tree) {
        return new EventDocument(bytes, tree);
    }

    byte[] bytes() {
        return bytes;
    }

    /**
     * Its members.
     *
     * @throws UncheckedIOException if it is no JSON
     */
    JsonNode tree() {
        if (tree == null) {
            try {
                tree = MAPPER.readTree(bytes);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return tree;
    }
}

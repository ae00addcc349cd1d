package dev.serai.event.delivery;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/** The JSON of an object, as bytes and as a tree. It is parsed at most once, and only if somebody asks for the tree. */
public final class EventDocument {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final byte[] bytes;
    private @Nullable JsonNode tree;

    /** {@code tree} is the parsed form of {@code bytes}; null if they were not parsed yet. */
    private EventDocument(byte[] bytes, @Nullable JsonNode tree) {
        this.bytes = bytes;
        this.tree = tree;
    }

    /** A document that is not parsed yet. */
    public static EventDocument of(byte[] bytes) {
        return new EventDocument(bytes, null);
    }

    /** A document that is parsed already; {@code tree} is the parsed form of {@code bytes}. */
    static EventDocument of(byte[] bytes, JsonNode tree) {
        return new EventDocument(bytes, tree);
    }

    byte[] bytes() {
        return bytes;
    }

    /**
     * The parsed document.
     *
     * @throws UncheckedIOException if it is not JSON
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

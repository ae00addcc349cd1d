package dev.serai.rest.wire;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.util.Base64;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where the next page of a list begins, in the API server's own form. If Serai no longer holds the snapshot of a page,
 * the API server can answer: it knows the same version.
 *
 * @param version the version of the list's first page
 * @param start what the next page begins with, below the path of the list: a slash and a key
 */
public record ContinueToken(long version, String start) {

    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final String FORM = "meta.k8s.io/v1";

    /** The token of the page that begins after the object with this key, in a list below {@code namespace}. */
    public static ContinueToken after(long version, @Nullable String namespace, String key) {
        String below = namespace == null ? key : key.substring(namespace.length() + 1);
        return new ContinueToken(version, "/" + below + "\0");
    }

    /** Reads a token; empty if it cannot be one of Serai's or the API server's. */
    static Optional<ContinueToken> parse(String token) {
        try {
            JsonNode json = MAPPER.readTree(Base64.getUrlDecoder().decode(token));
            String start = json.path("start").asText();
            boolean known = json.path("v").asText().equals(FORM)
                    && json.path("rv").asLong() > 0
                    && start.startsWith("/")
                    && start.length() > 1;
            return known ? Optional.of(new ContinueToken(json.path("rv").asLong(), start)) : Optional.empty();
        } catch (IOException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** The key of the first object that may be on the page, in a list below {@code namespace}. */
    public String firstKey(@Nullable String namespace) {
        return namespace == null ? start.substring(1) : namespace + start;
    }

    @Override
    public String toString() {
        try {
            byte[] json = MAPPER.writeValueAsBytes(JsonNodeFactory.instance
                    .objectNode()
                    .put("v", FORM)
                    .put("rv", version)
                    .put("start", start));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(json);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a continue token could not be written", e);
        }
    }
}

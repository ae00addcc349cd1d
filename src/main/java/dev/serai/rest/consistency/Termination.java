package dev.serai.rest.consistency;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;

/**
 * Whether an object is being deleted, and what still holds it. The API server marks an object as deleted before it
 * removes it, even if nothing holds it: whoever sees only the mark will soon see the object go.
 *
 * @param begun whether it has a deletion timestamp
 * @param finalizers whether finalizers hold it: a namespace has its own in its spec
 * @param graceful whether it has a grace period
 */
public record Termination(boolean begun, boolean finalizers, boolean graceful) {

    private static final JsonFactory JSON = new JsonFactory();
    private static final String FINALIZERS = "finalizers";
    private static final String GRACE = "deletionGracePeriodSeconds";
    private static final String TIMESTAMP = "deletionTimestamp";

    /** Reads it from a cached object or from an answer. */
    public static Termination of(JsonNode object) {
        JsonNode metadata = object.path("metadata");
        return new Termination(
                metadata.hasNonNull(TIMESTAMP),
                !metadata.path(FINALIZERS).isEmpty()
                        || !object.at("/spec/finalizers").isEmpty(),
                metadata.path(GRACE).asLong() > 0);
    }

    /** Reads it from an object's JSON without building anything else. */
    public static Termination of(byte[] json) {
        var found = new boolean[3];
        try (JsonParser in = JSON.createParser(json)) {
            in.nextToken();
            while (in.nextToken() == JsonToken.FIELD_NAME) {
                String field = in.currentName();
                boolean wanted = field.equals("metadata") || field.equals("spec");
                if (in.nextToken() != JsonToken.START_OBJECT || !wanted) {
                    in.skipChildren();
                    continue;
                }
                read(in, field.equals("metadata"), found);
            }
            return new Termination(found[0], found[1], found[2]);
        } catch (IOException e) {
            return new Termination(false, false, false);
        }
    }

    private static void read(JsonParser in, boolean metadata, boolean[] found) throws IOException {
        while (in.nextToken() == JsonToken.FIELD_NAME) {
            String field = in.currentName();
            JsonToken value = in.nextToken();
            if (field.equals(FINALIZERS) && value == JsonToken.START_ARRAY) {
                if (in.nextToken() != JsonToken.END_ARRAY) {
                    found[1] = true;
                    // To the end of the array.
                    while (in.currentToken() != JsonToken.END_ARRAY) {
                        in.skipChildren();
                        in.nextToken();
                    }
                }
                continue;
            }
            if (metadata && field.equals(TIMESTAMP)) {
                found[0] |= value == JsonToken.VALUE_STRING;
            } else if (metadata && field.equals(GRACE)) {
                found[2] |= value == JsonToken.VALUE_NUMBER_INT && in.getLongValue() > 0;
            }
            in.skipChildren();
        }
    }

    /** Whether it is being deleted and stays for a while. A grace period counts only if {@code graceCounts}. */
    boolean isHeld(boolean graceCounts) {
        return begun && (finalizers || graceCounts && graceful);
    }
}

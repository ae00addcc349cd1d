package dev.serai.rest.write;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * The names in an object, read in one pass that builds nothing: the cost depends only on the number of bytes.
 *
 * @param name its {@code metadata.name}; null if it has none
 * @param namespace its {@code metadata.namespace}; null if it has none
 */
record ObjectNames(@Nullable String name, @Nullable String namespace) {

    /** The API server's own bound. */
    private static final int DEEPEST = 10_000;

    private static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(DEEPEST)
                    .maxNumberLength(Integer.MAX_VALUE)
                    .maxStringLength(Integer.MAX_VALUE)
                    .maxNameLength(Integer.MAX_VALUE)
                    .build())
            .build();

    /** The body is malformed; the message has the API server's words. */
    static final class MalformedException extends Exception {
        MalformedException(String message) {
            super(message, null, false, false);
        }
    }

    /**
     * Reads JSON.
     *
     * @throws MalformedException if it is not JSON, or is deeper than the API server allows
     */
    static ObjectNames ofJson(byte[] body) throws MalformedException {
        try (JsonParser in = JSON.createParser(body)) {
            if (in.nextToken() == null) {
                throw new MalformedException("unexpected end of JSON input");
            }
            var names = new @Nullable String[2];
            if (in.currentToken() == JsonToken.START_OBJECT) {
                readJson(in, names);
            } else {
                in.skipChildren();
            }
            if (in.nextToken() != null) {
                String mistake = JsonSyntax.mistake(body);
                if (mistake != null) {
                    throw new MalformedException(mistake);
                }
            }
            return new ObjectNames(names[0], names[1]);
        } catch (StreamConstraintsException e) {
            throw new MalformedException("exceeded max depth");
        } catch (IOException e) {
            String mistake = JsonSyntax.mistake(body);
            if (mistake != null) {
                throw new MalformedException(mistake);
            }
            // The API server can read this: it accepts bytes that are not valid text.
            return new ObjectNames(null, null);
        }
    }

    private static void readJson(JsonParser in, @Nullable String[] names) throws IOException {
        while (in.nextToken() == JsonToken.FIELD_NAME) {
            boolean metadata = in.currentName().equals("metadata");
            if (in.nextToken() != JsonToken.START_OBJECT || !metadata) {
                in.skipChildren();
                continue;
            }
            while (in.nextToken() == JsonToken.FIELD_NAME) {
                String field = in.currentName();
                if (in.nextToken() == JsonToken.VALUE_STRING) {
                    note(names, field, in.getText());
                }
                in.skipChildren();
            }
        }
    }

    static void note(@Nullable String[] names, String field, String value) {
        if (field.equals("name")) {
            names[0] = value;
        } else if (field.equals("namespace")) {
            names[1] = value;
        }
    }
}

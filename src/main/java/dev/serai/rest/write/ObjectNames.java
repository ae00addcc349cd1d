package dev.serai.rest.write;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * The names in an object, read in one pass that builds nothing: the cost depends only on the number of bytes.
 *
 * @param name its {@code metadata.name}; null if it has none
 * @param namespace its {@code metadata.namespace}; null if it has none
 */
record ObjectNames(@Nullable String name, @Nullable String namespace) {

    static final String TOO_DEEP = "exceeded max depth of %d";

    private static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    // It is a setting, and checked below.
                    .maxNestingDepth(Integer.MAX_VALUE)
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
     * Reads JSON, in which at most {@code deepest} objects and lists lie in one another.
     *
     * @throws MalformedException if it is not JSON, or is deeper
     */
    static ObjectNames ofJson(byte[] body, int deepest) throws MalformedException {
        try (JsonParser in = JSON.createParser(body)) {
            if (in.nextToken() == null) {
                throw new MalformedException("unexpected end of JSON input");
            }
            var names = new @Nullable String[2];
            if (in.currentToken() == JsonToken.START_OBJECT) {
                readJson(in, names, deepest);
            } else {
                skip(in, deepest);
            }
            if (in.nextToken() != null) {
                String mistake = JsonSyntax.mistake(body, deepest);
                if (mistake != null) {
                    throw new MalformedException(mistake);
                }
            }
            return new ObjectNames(names[0], names[1]);
        } catch (IOException e) {
            String mistake = JsonSyntax.mistake(body, deepest);
            if (mistake != null) {
                throw new MalformedException(mistake);
            }
            // The API server can read this: it accepts bytes that are not valid text.
            return new ObjectNames(null, null);
        }
    }

    private static void readJson(JsonParser in, @Nullable String[] names, int deepest)
            throws IOException, MalformedException {
        while (in.nextToken() == JsonToken.FIELD_NAME) {
            boolean metadata = in.currentName().equals("metadata");
            if (in.nextToken() != JsonToken.START_OBJECT || !metadata) {
                skip(in, deepest);
                continue;
            }
            while (in.nextToken() == JsonToken.FIELD_NAME) {
                String field = in.currentName();
                if (in.nextToken() == JsonToken.VALUE_STRING) {
                    note(names, field, in.getText());
                }
                skip(in, deepest);
            }
        }
    }

    // As JsonParser.skipChildren, but not to any depth.
    private static void skip(JsonParser in, int deepest) throws IOException, MalformedException {
        int open = 0;
        for (JsonToken token = in.currentToken(); token != null; token = in.nextToken()) {
            if (token.isStructStart()) {
                open++;
                if (in.getParsingContext().getNestingDepth() > deepest) {
                    throw tooDeep(deepest);
                }
            } else if (token.isStructEnd()) {
                open--;
            }
            if (open == 0) {
                return;
            }
        }
    }

    private static MalformedException tooDeep(int deepest) {
        return new MalformedException(TOO_DEEP.formatted(deepest));
    }

    static void note(@Nullable String[] names, String field, String value) {
        if (field.equals("name")) {
            names[0] = value;
        } else if (field.equals("namespace")) {
            names[1] = value;
        }
    }
}

package dev.serai.rest.write;

import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * Finds the mistake in a text that should be JSON, in the words of Go's {@code encoding/json}, which the API server
 * uses: callers know these texts and compare them.
 */
final class JsonSyntax {

    private static final String KEY = "looking for beginning of object key string";

    private enum State {
        VALUE,
        FIRST_VALUE,
        KEY,
        FIRST_KEY,
        COLON,
        AFTER
    }

    private final JsonText json;
    private final int deepest;
    // For each level: whether it is an object and not an array.
    private final BitSet objects = new BitSet();
    private int depth;
    private State state = State.VALUE;

    private JsonSyntax(byte[] json, int deepest) {
        this.json = new JsonText(json);
        this.deepest = deepest;
    }

    /** The mistake, or that more than {@code deepest} objects and lists lie in one another; null if all is well. */
    static @Nullable String mistake(byte[] json, int deepest) {
        try {
            new JsonSyntax(json, deepest).read();
            return null;
        } catch (JsonText.MistakeException e) {
            return e.getMessage();
        }
    }

    private void read() throws JsonText.MistakeException {
        while (true) {
            json.skipSpace();
            if (json.isAtEnd()) {
                if (state == State.AFTER && depth == 0) {
                    return;
                }
                throw json.endsTooEarly();
            }
            switch (state) {
                case VALUE, FIRST_VALUE -> value();
                case KEY, FIRST_KEY -> key();
                case COLON -> {
                    json.take(json.next() == ':', "after object key");
                    state = State.VALUE;
                }
                case AFTER -> after();
            }
        }
    }

    private void value() throws JsonText.MistakeException {
        byte first = json.next();
        if (state == State.FIRST_VALUE && first == ']') {
            close();
            return;
        }
        state = State.AFTER;
        switch (first) {
            case '{' -> open(true);
            case '[' -> open(false);
            case '"' -> json.string();
            case 't' -> json.literal("true");
            case 'f' -> json.literal("false");
            case 'n' -> json.literal("null");
            default -> {
                json.check(first == '-' || JsonText.isDigit(first), "looking for beginning of value");
                json.number();
            }
        }
    }

    private void key() throws JsonText.MistakeException {
        if (state == State.FIRST_KEY && json.next() == '}') {
            close();
            return;
        }
        json.check(json.next() == '"', KEY);
        json.string();
        state = State.COLON;
    }

    private void after() throws JsonText.MistakeException {
        byte next = json.next();
        if (depth == 0) {
            json.check(false, "after top-level value");
        }
        boolean object = objects.get(depth - 1);
        if (next == (object ? '}' : ']')) {
            close();
            return;
        }
        json.take(next == ',', object ? "after object key:value pair" : "after array element");
        state = object ? State.KEY : State.VALUE;
    }

    private void open(boolean object) throws JsonText.MistakeException {
        if (depth == deepest) {
            throw new JsonText.MistakeException(ObjectNames.TOO_DEEP.formatted(deepest));
        }
        objects.set(depth++, object);
        json.skip();
        state = object ? State.FIRST_KEY : State.FIRST_VALUE;
    }

    private void close() {
        depth--;
        json.skip();
        state = State.AFTER;
    }
}

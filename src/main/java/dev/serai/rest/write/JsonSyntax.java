package dev.serai.rest.write;

import dev.serai.kube.GoQuote;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * What is wrong with a text that is to be JSON, in the words of Go's {@code encoding/json}, which are the API server's:
 * callers compare them, and know them.
 */
final class JsonSyntax {

    private static final String END = "unexpected end of JSON input";
    private static final String KEY = "looking for beginning of object key string";

    private enum State {
        VALUE,
        FIRST_VALUE,
        KEY,
        FIRST_KEY,
        COLON,
        AFTER
    }

    /** Only to leave the reading where the mistake is. */
    private static final class MistakeException extends Exception {
        MistakeException(String message) {
            super(message, null, false, false);
        }
    }

    private final byte[] json;
    // Of each level: whether it is an object, and not an array.
    private final BitSet objects = new BitSet();
    private int depth;
    private int at;
    private State state = State.VALUE;

    private JsonSyntax(byte[] json) {
        this.json = json;
    }

    /** What is wrong; null if nothing is. */
    static @Nullable String mistake(byte[] json) {
        try {
            new JsonSyntax(json).read();
            return null;
        } catch (MistakeException e) {
            return e.getMessage();
        }
    }

    private void read() throws MistakeException {
        while (true) {
            while (at < json.length && isSpace(json[at])) {
                at++;
            }
            if (at == json.length) {
                if (state == State.AFTER && depth == 0) {
                    return;
                }
                throw new MistakeException(END);
            }
            switch (state) {
                case VALUE, FIRST_VALUE -> value();
                case KEY, FIRST_KEY -> key();
                case COLON -> {
                    take(json[at] == ':', "after object key");
                    state = State.VALUE;
                }
                case AFTER -> after();
            }
        }
    }

    private void value() throws MistakeException {
        byte first = json[at];
        if (state == State.FIRST_VALUE && first == ']') {
            close();
            return;
        }
        state = State.AFTER;
        switch (first) {
            case '{' -> open(true);
            case '[' -> open(false);
            case '"' -> string();
            case 't' -> literal("true");
            case 'f' -> literal("false");
            case 'n' -> literal("null");
            default -> {
                take(first == '-' || isDigit(first), "looking for beginning of value");
                at--;
                number();
            }
        }
    }

    private void key() throws MistakeException {
        if (state == State.FIRST_KEY && json[at] == '}') {
            close();
            return;
        }
        take(json[at] == '"', KEY);
        at--;
        string();
        state = State.COLON;
    }

    private void after() throws MistakeException {
        byte next = json[at];
        if (depth == 0) {
            take(false, "after top-level value");
        }
        boolean object = objects.get(depth - 1);
        if (next == (object ? '}' : ']')) {
            close();
            return;
        }
        take(next == ',', object ? "after object key:value pair" : "after array element");
        state = object ? State.KEY : State.VALUE;
    }

    private void open(boolean object) {
        objects.set(depth++, object);
        at++;
        state = object ? State.FIRST_KEY : State.FIRST_VALUE;
    }

    private void close() {
        depth--;
        at++;
        state = State.AFTER;
    }

    private void string() throws MistakeException {
        at++;
        while (at < json.length) {
            int next = json[at] & 0xff;
            if (next == '"') {
                at++;
                return;
            }
            take(next >= ' ', "in string literal");
            if (next == '\\') {
                byte escaped = next();
                take("bfnrt\\/\"u".indexOf(escaped) >= 0, "in string escape code");
                for (int i = 0; escaped == 'u' && i < 4; i++) {
                    take(Character.digit(next(), 16) >= 0, "in \\u hexadecimal character escape");
                }
            }
        }
        throw new MistakeException(END);
    }

    private void literal(String word) throws MistakeException {
        for (int i = 0; i < word.length(); i++) {
            char expected = word.charAt(i);
            take(next() == expected, "in literal %s (expecting '%c')".formatted(word, expected));
        }
    }

    private void number() throws MistakeException {
        if (next() == '-') {
            at++;
        }
        boolean zero = next() == '0';
        take(isDigit(next()), "in numeric literal");
        if (!zero) {
            digits();
        }
        if (next() == '.') {
            at++;
            take(isDigit(next()), "after decimal point in numeric literal");
            digits();
        }
        if (next() == 'e' || next() == 'E') {
            at++;
            if (next() == '+' || next() == '-') {
                at++;
            }
            take(isDigit(next()), "in exponent of numeric literal");
            digits();
        }
    }

    private void digits() {
        while (isDigit(next())) {
            at++;
        }
    }

    // Behind the end Go looks at a blank, to see whether the text could end there.
    private byte next() {
        return at < json.length ? json[at] : (byte) ' ';
    }

    private void take(boolean fits, String where) throws MistakeException {
        if (!fits) {
            throw new MistakeException("invalid character %s %s".formatted(quoted((char) (next() & 0xff)), where));
        }
        at++;
    }

    private static String quoted(char character) {
        return switch (character) {
            case '\'' -> "'\\''";
            case '"' -> "'\"'";
            default -> {
                String quoted = GoQuote.quote(String.valueOf(character));
                yield "'" + quoted.substring(1, quoted.length() - 1) + "'";
            }
        };
    }

    private static boolean isSpace(byte character) {
        return character == ' ' || character == '\t' || character == '\r' || character == '\n';
    }

    private static boolean isDigit(byte character) {
        return character >= '0' && character <= '9';
    }
}

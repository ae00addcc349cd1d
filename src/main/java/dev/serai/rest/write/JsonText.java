package dev.serai.rest.write;

import dev.serai.kube.GoQuote;

/** The strings, words and numbers of a JSON text, read as Go's {@code encoding/json} reads them. */
final class JsonText {

    /** Only ends the reading at the mistake. */
    static final class MistakeException extends Exception {
        MistakeException(String message) {
            super(message, null, false, false);
        }
    }

    private final byte[] json;
    private int at;

    JsonText(byte[] json) {
        this.json = json;
    }

    /** Reads a string. */
    void string() throws MistakeException {
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
        throw endsTooEarly();
    }

    /** Reads a word. */
    void literal(String word) throws MistakeException {
        for (int i = 0; i < word.length(); i++) {
            char expected = word.charAt(i);
            take(next() == expected, "in literal %s (expecting '%c')".formatted(word, expected));
        }
    }

    /** Reads a number. */
    void number() throws MistakeException {
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

    /** The next byte. Behind the end Go looks at a blank, to see whether the text could end there. */
    byte next() {
        return at < json.length ? json[at] : (byte) ' ';
    }

    /** Skips one byte, if it fits. */
    void take(boolean fits, String where) throws MistakeException {
        check(fits, where);
        at++;
    }

    /** Ends the reading if the next byte does not fit; {@code where} names the place. */
    void check(boolean fits, String where) throws MistakeException {
        if (!fits) {
            throw new MistakeException("invalid character %s %s".formatted(quoted((char) (next() & 0xff)), where));
        }
    }

    /** Skips one byte. */
    void skip() {
        at++;
    }

    /** Skips blanks. */
    void skipSpace() {
        while (at < json.length && isSpace(json[at])) {
            at++;
        }
    }

    boolean isAtEnd() {
        return at == json.length;
    }

    MistakeException endsTooEarly() {
        return new MistakeException("unexpected end of JSON input");
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

    static boolean isDigit(byte character) {
        return character >= '0' && character <= '9';
    }
}

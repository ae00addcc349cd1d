package dev.serai.kube.selector;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Splits a label selector into tokens, as {@code labels.Lexer} does. A NUL is the end: of the whole input at the
 * beginning of a token, else of the token only.
 */
final class LabelSelectorLexer {

    private static final char NUL = '\0';

    enum Kind {
        ERROR,
        END,
        IDENTIFIER,
        COMMA,
        OPEN,
        CLOSE,
        NOT,
        EQUALS,
        NOT_EQUALS,
        IN,
        NOT_IN,
        GREATER,
        LESS
    }

    record Token(Kind kind, String text) {}

    private static final Map<String, Kind> KEYWORDS = Map.ofEntries(
            Map.entry(")", Kind.CLOSE),
            Map.entry("(", Kind.OPEN),
            Map.entry(",", Kind.COMMA),
            Map.entry("!", Kind.NOT),
            Map.entry("=", Kind.EQUALS),
            Map.entry("==", Kind.EQUALS),
            Map.entry("!=", Kind.NOT_EQUALS),
            Map.entry(">", Kind.GREATER),
            Map.entry("<", Kind.LESS),
            Map.entry("in", Kind.IN),
            Map.entry("notin", Kind.NOT_IN));

    private final String selector;
    private int position;

    LabelSelectorLexer(String selector) {
        this.selector = selector;
    }

    /** All tokens; the last one is END. */
    List<Token> tokens() {
        var tokens = new ArrayList<Token>();
        do {
            tokens.add(next());
        } while (tokens.get(tokens.size() - 1).kind() != Kind.END);
        return tokens;
    }

    private Token next() {
        while (isSpace(peek())) {
            position++;
        }
        if (peek() == NUL) {
            return new Token(Kind.END, "");
        }
        return isSymbol(selector.charAt(position)) ? symbol() : word();
    }

    private Token symbol() {
        int begin = position;
        int end = begin;
        // The longest run of symbols that is an operator; "=<" is read as "=" and then "<".
        while (isSymbol(peek())) {
            position++;
            if (KEYWORDS.containsKey(selector.substring(begin, position))) {
                end = position;
            } else if (end > begin) {
                break;
            }
        }
        if (end == begin) {
            String found = selector.substring(begin, position);
            return new Token(Kind.ERROR, "error expected: keyword found '%s'".formatted(found));
        }
        if (position == end) {
            skipNul();
        } else {
            position = end;
        }
        String text = selector.substring(begin, end);
        return new Token(Objects.requireNonNull(KEYWORDS.get(text)), text);
    }

    private Token word() {
        int begin = position;
        while (peek() != NUL && !isSymbol(peek()) && !isSpace(peek())) {
            position++;
        }
        String text = selector.substring(begin, position);
        skipNul();
        return new Token(KEYWORDS.getOrDefault(text, Kind.IDENTIFIER), text);
    }

    private char peek() {
        return position < selector.length() ? selector.charAt(position) : NUL;
    }

    private void skipNul() {
        if (position < selector.length() && selector.charAt(position) == NUL) {
            position++;
        }
    }

    private static boolean isSymbol(char c) {
        return "=!(),><".indexOf(c) >= 0;
    }

    private static boolean isSpace(char c) {
        return c == ' ' || c == '\t' || c == '\r' || c == '\n';
    }
}

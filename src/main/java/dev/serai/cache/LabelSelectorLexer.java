package dev.serai.cache;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Splits a label selector into tokens, as {@code labels.Lexer} does. */
final class LabelSelectorLexer {

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
        while (position < selector.length() && isSpace(selector.charAt(position))) {
            position++;
        }
        if (position == selector.length()) {
            return new Token(Kind.END, "");
        }
        return isSymbol(selector.charAt(position)) ? symbol() : word();
    }

    private Token symbol() {
        int begin = position;
        int end = begin;
        // The longest run of symbols that is an operator; "=<" is "=" followed by "<".
        while (position < selector.length() && isSymbol(selector.charAt(position))) {
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
        position = end;
        String text = selector.substring(begin, end);
        return new Token(KEYWORDS.get(text), text);
    }

    private Token word() {
        int begin = position;
        while (position < selector.length()
                && !isSymbol(selector.charAt(position))
                && !isSpace(selector.charAt(position))) {
            position++;
        }
        String text = selector.substring(begin, position);
        return new Token(KEYWORDS.getOrDefault(text, Kind.IDENTIFIER), text);
    }

    private static boolean isSymbol(char c) {
        return "=!(),><".indexOf(c) >= 0;
    }

    private static boolean isSpace(char c) {
        return c == ' ' || c == '\t' || c == '\r' || c == '\n';
    }
}

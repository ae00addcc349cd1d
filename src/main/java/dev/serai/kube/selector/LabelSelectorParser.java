package dev.serai.kube.selector;

import dev.serai.kube.selector.LabelSelectorLexer.Kind;
import dev.serai.kube.selector.LabelSelectorLexer.Token;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Predicate;

/** Reads a label selector with the same steps and messages as {@code labels.Parser}. */
final class LabelSelectorParser {

    // Messages list the values in Go's order, which is the order of their bytes.
    private static final Comparator<String> BYTE_ORDER =
            Comparator.comparing(value -> value.getBytes(StandardCharsets.UTF_8), Arrays::compareUnsigned);

    private final List<Token> tokens;
    private int position;

    LabelSelectorParser(String selector) {
        tokens = new LabelSelectorLexer(selector).tokens();
    }

    List<LabelRequirement> parse() {
        var requirements = new ArrayList<LabelRequirement>();
        while (true) {
            switch (peekValue()) {
                case IDENTIFIER, NOT -> requirements.add(requirement());
                case END -> {
                    return requirements;
                }
                default -> throw expected("!, identifier, or 'end of string'", tokens.get(position));
            }
            Token after = next();
            if (after.kind() == Kind.END) {
                return requirements;
            }
            if (after.kind() != Kind.COMMA) {
                throw expected("',' or 'end of string'", after);
            }
            if (peekValue() != Kind.IDENTIFIER && peekValue() != Kind.NOT) {
                throw expected("identifier after ','", tokens.get(position));
            }
        }
    }

    private LabelRequirement requirement() {
        try {
            return parseRequirement();
        } catch (IllegalArgumentException e) {
            throw LabelRequirement.unreadable(e);
        }
    }

    private LabelRequirement parseRequirement() {
        boolean negated = peekValue() == Kind.NOT;
        if (negated) {
            next();
        }
        if (peekValue() != Kind.IDENTIFIER) {
            throw expected("identifier", next());
        }
        String key = next().text();
        LabelSyntax.checkKey(key);
        if (negated) {
            return new LabelRequirement(key, labels -> labels.get(key) == null);
        }
        if (peekValue() == Kind.END || peekValue() == Kind.COMMA) {
            return new LabelRequirement(key, labels -> labels.get(key) != null);
        }
        return comparison(key, next());
    }

    private LabelRequirement comparison(String key, Token operator) {
        SortedSet<String> values =
                switch (operator.kind()) {
                    case IN, NOT_IN -> set();
                    case EQUALS, NOT_EQUALS, GREATER, LESS -> exactValue();
                    default -> throw expected("in, notin, =, ==, !=, gt, lt", operator);
                };
        boolean ordered = operator.kind() == Kind.GREATER || operator.kind() == Kind.LESS;
        LabelSyntax.checkValues(key, values, ordered);
        return switch (operator.kind()) {
            case IN, EQUALS ->
                new LabelRequirement(
                        key,
                        labels -> {
                            String value = labels.get(key);
                            return value != null && values.contains(value);
                        },
                        values.size() == 1 ? values.first() : null);
            case NOT_IN, NOT_EQUALS ->
                new LabelRequirement(key, labels -> {
                    String value = labels.get(key);
                    return value == null || !values.contains(value);
                });
            default ->
                new LabelRequirement(
                        key, ordered(key, Long.parseLong(values.first()), operator.kind() == Kind.GREATER));
        };
    }

    private static Predicate<Labels> ordered(String key, long bound, boolean greater) {
        return labels -> {
            String value = labels.get(key);
            if (!LabelSyntax.isInteger(value)) {
                return false;
            }
            long number = Long.parseLong(value);
            return greater ? number > bound : number < bound;
        };
    }

    private SortedSet<String> set() {
        Token open = next();
        if (open.kind() != Kind.OPEN) {
            throw new IllegalArgumentException("found '%s' expected: '('".formatted(open.text()));
        }
        return switch (peekValue()) {
            case IDENTIFIER, COMMA -> members();
            case CLOSE -> {
                next();
                yield new TreeSet<>(List.of(""));
            }
            default -> throw expected("',', ')' or identifier", tokens.get(position));
        };
    }

    private SortedSet<String> members() {
        var members = new TreeSet<>(BYTE_ORDER);
        boolean afterComma = true;
        while (true) {
            Token token = next();
            switch (valueKind(token)) {
                case IDENTIFIER -> {
                    members.add(token.text());
                    if (peekValue() != Kind.COMMA && peekValue() != Kind.CLOSE) {
                        throw expected("',' or ')'", tokens.get(position));
                    }
                    afterComma = false;
                }
                case COMMA -> {
                    if (afterComma) {
                        members.add("");
                    }
                    afterComma = true;
                }
                case CLOSE -> {
                    if (afterComma) {
                        members.add("");
                    }
                    return members;
                }
                default -> throw expected("',', or identifier", token);
            }
        }
    }

    private SortedSet<String> exactValue() {
        if (peekValue() == Kind.END || peekValue() == Kind.COMMA) {
            return new TreeSet<>(List.of(""));
        }
        Token value = next();
        if (valueKind(value) != Kind.IDENTIFIER) {
            throw expected("identifier", value);
        }
        return new TreeSet<>(List.of(value.text()));
    }

    private Token next() {
        return tokens.get(position++);
    }

    private Kind peekValue() {
        return valueKind(tokens.get(position));
    }

    // In the place of a key or a value, "in" and "notin" are ordinary words.
    private static Kind valueKind(Token token) {
        return token.kind() == Kind.IN || token.kind() == Kind.NOT_IN ? Kind.IDENTIFIER : token.kind();
    }

    private static IllegalArgumentException expected(String what, Token found) {
        return new IllegalArgumentException("found '%s', expected: %s".formatted(found.text(), what));
    }
}

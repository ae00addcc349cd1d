package dev.serai.validate;

import dev.serai.validate.RouteUses.ExpressionUse;
import dev.serai.validate.file.FileFindings;
import dev.serai.validate.file.Finding.Rule;
import java.util.ArrayDeque;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.camel.CamelContext;
import org.apache.camel.Expression;
import org.apache.camel.NoSuchLanguageException;
import org.apache.camel.Predicate;
import org.apache.camel.spi.Language;
import org.apache.camel.support.DefaultExchange;
import org.jspecify.annotations.Nullable;

/** Whether an expression can be read by its language, as Camel would read it at the start of its route. */
final class ExpressionCheck {

    private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\{[^{}]*}}");
    private static final Pattern AT = Pattern.compile(" at location \\d+\\s*");
    // The languages whose texts may be anything.
    private static final Set<String> TEXTS = Set.of("constant", "variable", "exchangeProperty", "tokenize", "language");

    private static final String JSONPATH = "jsonpath";

    private final CamelContext context;

    ExpressionCheck(CamelContext context) {
        this.context = context;
    }

    void check(ExpressionUse use, Set<String> languages, FileFindings findings) {
        Language language;
        try {
            language = context.resolveLanguage(use.language());
        } catch (NoSuchLanguageException e) {
            findings.error(
                    use.node(),
                    Rule.EXPRESSION,
                    "the language %s is not in this jar".formatted(use.language()),
                    "there are simple, constant, header, exchangeProperty, variable, method, jsonpath and tokenize");
            return;
        }
        String text = PLACEHOLDER.matcher(use.node().getValue()).replaceAll("0");
        if (TEXTS.contains(use.language()) || text.isBlank() || text.startsWith("resource:")) {
            return;
        }
        try {
            if (use.predicate()) {
                Predicate predicate = language.createPredicate(text);
                predicate.initPredicate(context);
            } else {
                Expression expression = language.createExpression(text);
                expression.init(context);
            }
            if (use.language().equals(JSONPATH)) {
                path(language, text);
            }
        } catch (RuntimeException e) {
            findings.error(
                    use.node(),
                    Rule.EXPRESSION,
                    "%s cannot be read: %s".formatted(use.language(), reason(e)),
                    advice(use.language(), text));
        }
    }

    // Camel reads a path with the first message.
    private void path(Language language, String text) {
        if (!isClosed(text)) {
            throw new IllegalArgumentException("a bracket or a quote is not closed");
        }
        var exchange = new DefaultExchange(context);
        exchange.getMessage().setBody("{}");
        Expression expression = language.createExpression(text);
        expression.init(context);
        try {
            expression.evaluate(exchange, Object.class);
        } catch (RuntimeException e) {
            for (Throwable cause = e; cause != null; cause = cause.getCause()) {
                if (cause.getClass().getSimpleName().equals("InvalidPathException")) {
                    throw new IllegalArgumentException(cause.getMessage(), null);
                }
            }
            // What there is not in an empty object may be in another.
        }
        if (exchange.getException() != null
                && exchange.getException().getClass().getSimpleName().equals("InvalidPathException")) {
            throw new IllegalArgumentException(exchange.getException().getMessage());
        }
    }

    private static boolean isClosed(String path) {
        var open = new ArrayDeque<Character>();
        char quote = 0;
        for (char c : path.toCharArray()) {
            if (quote != 0) {
                quote = c == quote ? 0 : quote;
            } else if (c == '\'' || c == '"') {
                quote = c;
            } else if (c == '[' || c == '(') {
                open.push(c == '[' ? ']' : ')');
            } else if ((c == ']' || c == ')') && (open.isEmpty() || open.pop() != c)) {
                return false;
            }
        }
        return open.isEmpty() && quote == 0;
    }

    private static String reason(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null && cause.getCause() != cause) {
            cause = cause.getCause();
        }
        String message = String.valueOf(cause.getMessage());
        return AT.matcher(message.lines().findFirst().orElse(message))
                .replaceAll(" ")
                .strip();
    }

    private static @Nullable String advice(String language, String text) {
        if (language.equals("simple")
                && text.chars().filter(c -> c == '{').count()
                        > text.chars().filter(c -> c == '}').count()) {
            return "close it with }, as in ${header.name}";
        }
        if (language.equals("simple")) {
            return "as in ${header.name}, ${body} or ${header.a} == 'b'";
        }
        return language.equals(JSONPATH) ? "as in $.metadata.name or $.items[?(@.status.phase=='Failed')]" : null;
    }
}

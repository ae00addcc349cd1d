package dev.serai.scenario;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.Expression;
import org.apache.camel.spi.Language;
import org.apache.camel.support.DefaultExchange;

/** Compares what came with what a scenario expects: it must hold what is named, and may hold more. */
final class Expectation {

    private static final String ANYTHING = "*";

    private final CamelContext context;

    /** {@code context} knows the language of JSONPath. */
    Expectation(CamelContext context) {
        this.context = context;
    }

    /** How a message differs from what is expected, in words; empty if it does not. */
    List<String> differences(JsonNode expected, CaughtMessage message) {
        List<String> differences = new ArrayList<>();
        if (expected.has("code") && expected.path("code").asInt() != message.code()) {
            differences.add(
                    "code: expected %s, came %d".formatted(expected.path("code").asText(), message.code()));
        }
        expected.path("headers").properties().forEach(header -> {
            String came = message.headers().get(header.getKey());
            if (came == null) {
                differences.add("header %s: expected '%s', there is none of that name"
                        .formatted(header.getKey(), header.getValue().asText()));
            } else if (!header.getValue().asText().equals(ANYTHING)
                    && !came.equals(header.getValue().asText())) {
                differences.add("header %s: expected '%s', came '%s'"
                        .formatted(header.getKey(), header.getValue().asText(), came));
            }
        });
        if (expected.has("body")) {
            compare("body", expected.path("body"), message, differences);
        }
        expected.path("jsonpath").properties().forEach(path -> {
            try {
                differences(
                        "jsonpath " + path.getKey(), path.getValue(), path(path.getKey(), message.body()), differences);
            } catch (RuntimeException e) {
                differences.add("jsonpath %s: expected %s, %s".formatted(path.getKey(), path.getValue(), reason(e)));
            }
        });
        return differences;
    }

    private static void compare(String place, JsonNode expected, CaughtMessage message, List<String> differences) {
        if (expected.isContainerNode()) {
            differences(place, expected, message.json(), differences);
        } else if (!expected.asText().equals(ANYTHING)
                && !expected.asText().strip().equals(message.body().strip())) {
            differences.add("%s: expected '%s', came '%s'".formatted(place, expected.asText(), message.body()));
        }
    }

    /** How one value differs from another, place by place. */
    static void differences(String place, JsonNode expected, JsonNode came, List<String> differences) {
        if (expected.isObject()) {
            if (!came.isObject()) {
                differences.add("%s: expected an object, came %s".formatted(place, came));
                return;
            }
            for (Map.Entry<String, JsonNode> member : expected.properties()) {
                if (came.has(member.getKey())) {
                    differences(
                            place + "." + member.getKey(), member.getValue(), came.get(member.getKey()), differences);
                } else if (!member.getValue().isNull()) {
                    differences.add(
                            "%s.%s: expected %s, there is none".formatted(place, member.getKey(), member.getValue()));
                }
            }
        } else if (expected.isArray()) {
            if (!came.isArray() || came.size() != expected.size()) {
                differences.add("%s: expected %d items, came %s".formatted(place, expected.size(), came));
                return;
            }
            for (int i = 0; i < expected.size(); i++) {
                differences("%s[%d]".formatted(place, i), expected.get(i), came.get(i), differences);
            }
        } else if (!expected.asText().equals(ANYTHING)
                && !expected.asText().equals(came.isContainerNode() ? came.toString() : came.asText())) {
            differences.add("%s: expected %s, came %s".formatted(place, expected, came));
        }
    }

    private JsonNode path(String path, String body) {
        Language language = context.resolveLanguage("jsonpath");
        Expression expression = language.createExpression(path);
        expression.init(context);
        var exchange = new DefaultExchange(context);
        exchange.getMessage().setBody(body);
        Object found = expression.evaluate(exchange, Object.class);
        if (exchange.getException() != null) {
            throw new IllegalArgumentException(exchange.getException());
        }
        return new com.fasterxml.jackson.databind.ObjectMapper().valueToTree(found);
    }

    private static String reason(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return String.valueOf(cause.getMessage());
    }
}

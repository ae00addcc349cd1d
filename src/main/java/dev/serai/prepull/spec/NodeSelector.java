package dev.serai.prepull.spec;

import com.fasterxml.jackson.databind.JsonNode;
import dev.serai.kube.selector.LabelSelector;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** A LabelSelector as objects have it, in the words of the grammar that queries have. */
final class NodeSelector {

    // Nothing that the grammar reads as more than one word.
    private static final Pattern WORD = Pattern.compile("[A-Za-z0-9._/-]*");

    private NodeSelector() {}

    /** Reads it; a missing node chooses everything. */
    static LabelSelector parse(JsonNode selector) {
        List<String> requirements = new ArrayList<>();
        selector.path("matchLabels")
                .properties()
                .forEach(label -> requirements.add(
                        word(label.getKey()) + "=" + word(label.getValue().asText())));
        selector.path("matchExpressions").forEach(expression -> requirements.add(requirement(expression)));
        return LabelSelector.parse(String.join(",", requirements));
    }

    private static String requirement(JsonNode expression) {
        String key = word(expression.path("key").asText());
        String operator = expression.path("operator").asText();
        return switch (operator) {
            case "In" -> key + " in " + values(expression);
            case "NotIn" -> key + " notin " + values(expression);
            case "Exists" -> key;
            case "DoesNotExist" -> "!" + key;
            default ->
                throw new IllegalArgumentException(
                        "spec.nodeSelector has the operator '%s'; one of In, NotIn, Exists, DoesNotExist"
                                .formatted(operator));
        };
    }

    private static String values(JsonNode expression) {
        return StreamSupport.stream(expression.path("values").spliterator(), false)
                .map(value -> word(value.asText()))
                .collect(Collectors.joining(",", "(", ")"));
    }

    private static String word(String text) {
        if (!WORD.matcher(text).matches()) {
            throw new IllegalArgumentException("spec.nodeSelector has '%s', which can be no label".formatted(text));
        }
        return text;
    }
}

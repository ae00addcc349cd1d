package dev.serai.lister;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * Where the value of a column is found, as kubectl's {@code custom-columns} say it: {@code .spec.nodeName},
 * {@code .spec.containers[0].image}, {@code .spec.containers[*].image}, {@code .metadata.labels.example\.com/team}. Braces
 * around it and the first dot may be there or not.
 */
final class ColumnPath {

    /** From one value to those below it that a part of the path names; to none where there is nothing. */
    private interface Step extends BiConsumer<JsonNode, Consumer<JsonNode>> {}

    private final List<Step> steps;
    private final boolean isMany;

    private ColumnPath(List<Step> steps, boolean isMany) {
        this.steps = steps;
        this.isMany = isMany;
    }

    /**
     * Reads a path.
     *
     * @throws IllegalArgumentException if it is none, or asks for more than members and items
     */
    static ColumnPath parse(String path) {
        String bare = path.startsWith("{") && path.endsWith("}") ? path.substring(1, path.length() - 1) : path;
        return new Parser(path, bare).parse();
    }

    /** The value, null as JSON has it where there is none; an array of all of them where the path has {@code [*]}. */
    JsonNode of(JsonNode object) {
        List<JsonNode> found = List.of(object);
        for (Step step : steps) {
            var below = new ArrayList<JsonNode>();
            found.forEach(value -> step.accept(value, below::add));
            found = below;
        }
        if (!isMany) {
            return found.isEmpty() ? NullNode.getInstance() : found.get(0);
        }
        ArrayNode all = JsonNodeFactory.instance.arrayNode();
        return all.addAll(found);
    }

    private static final class Parser {
        private final String whole;
        private final String path;
        private final List<Step> steps = new ArrayList<>();
        private boolean isMany;
        private int at;

        private Parser(String whole, String path) {
            this.whole = whole;
            this.path = path;
        }

        private ColumnPath parse() {
            while (at < path.length()) {
                if (path.charAt(at) == '[') {
                    bracket();
                } else {
                    if (path.charAt(at) == '.') {
                        at++;
                    } else if (at > 0) {
                        throw none("after ']' comes '.' or '['");
                    }
                    member(name());
                }
            }
            if (steps.isEmpty()) {
                throw none("it names nothing");
            }
            return new ColumnPath(steps, isMany);
        }

        private String name() {
            var name = new StringBuilder();
            while (at < path.length() && path.charAt(at) != '.' && path.charAt(at) != '[') {
                if (path.charAt(at) == '\\' && ++at == path.length()) {
                    throw none("there is nothing after the last '\\'");
                }
                name.append(path.charAt(at++));
            }
            if (name.isEmpty()) {
                throw none("a name is missing after '.'");
            }
            return name.toString();
        }

        private void bracket() {
            int quoteAt = at + 1;
            boolean quoted = quoteAt < path.length() && "'\"".indexOf(path.charAt(quoteAt)) >= 0;
            int end = quoted ? path.indexOf(path.charAt(quoteAt) + "]", quoteAt + 1) : path.indexOf(']', at);
            if (end < 0) {
                throw none("a '[' has no ']'");
            }
            String inside = path.substring(quoted ? quoteAt + 1 : quoteAt, end);
            at = end + (quoted ? 2 : 1);
            if (quoted) {
                member(inside);
            } else if (inside.equals("*")) {
                isMany = true;
                steps.add((value, found) -> value.forEach(found));
            } else {
                item(inside);
            }
        }

        private void member(String name) {
            steps.add((value, found) -> {
                JsonNode member = value.get(name);
                if (member != null) {
                    found.accept(member);
                }
            });
        }

        private void item(String inside) {
            int index;
            try {
                index = Integer.parseInt(inside);
            } catch (NumberFormatException e) {
                throw none("in brackets stands a number, * or a name in quotes");
            }
            // From the end where it is negative.
            steps.add((value, found) -> {
                JsonNode item = value.isArray() ? value.get(index < 0 ? value.size() + index : index) : null;
                if (item != null) {
                    found.accept(item);
                }
            });
        }

        private IllegalArgumentException none(String why) {
            return new IllegalArgumentException(
                    "custom-columns: '%s' is no path such as .status.phase or .spec.containers[0].image: %s"
                            .formatted(whole, why));
        }
    }
}

package dev.serai.validate.file;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.serai.validate.file.Finding.Rule;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.ref.SoftReference;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.apache.camel.dsl.yaml.YamlRoutesBuilderLoader;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/**
 * Compares nodes with the JSON schema of Camel's YAML DSL, which travels with Camel. Where the schema is stricter than
 * Camel's loader, such as with a number for a text, the loader is followed. Names that are near to a known one are
 * answered with that one, which is why no general validator of schemas does it.
 */
public final class RouteSchema {

    private static final String FILE = "/schema/camelYamlDsl.json";
    private static final String DEFINITIONS = "#/items/definitions/";
    private static final String STEP = "org.apache.camel.model.ProcessorDefinition";
    private static final Pattern NUMBER = Pattern.compile("[-+]?\\d+(\\.\\d+)?|.*(\\{\\{|\\$\\{).*", Pattern.DOTALL);
    private static final Pattern FLAG = Pattern.compile("(?i)true|false|.*(\\{\\{|\\$\\{).*", Pattern.DOTALL);
    // What Camel asks an expression for, although the schema does not.
    private static final Set<String> WITHOUT_EXPRESSION_NOTHING = Set.of(
            "Filter",
            "When",
            "On When",
            "Set Body",
            "Set Header",
            "Set Property",
            "Set Variable",
            "Split",
            "Validate",
            "Recipient List",
            "Dynamic Router",
            "Routing Slip",
            "Enrich",
            "Poll Enrich",
            "Script");

    private final JsonNode root;
    private final JsonNode definitions;
    private final Map<JsonNode, RouteSchemaShape> shapes = Collections.synchronizedMap(new IdentityHashMap<>());

    // It takes a moment to read and some megabytes to keep.
    private static SoftReference<RouteSchema> kept = new SoftReference<>(null);

    /** The schema of the Camel on the class path. */
    public static synchronized RouteSchema get() {
        RouteSchema schema = kept.get();
        if (schema == null) {
            schema = new RouteSchema();
            kept = new SoftReference<>(schema);
        }
        return schema;
    }

    private RouteSchema() {
        try (InputStream in = YamlRoutesBuilderLoader.class.getResourceAsStream(FILE)) {
            root = new ObjectMapper().readTree(in).path("items");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        definitions = root.path("definitions");
    }

    /** The languages that an expression can be written in, by their keys. */
    public Set<String> languages() {
        return shape(definition("org.apache.camel.model.language.ExpressionDefinition"))
                .alternatives();
    }

    /** The data formats of marshal and unmarshal, by their keys. */
    public Set<String> dataFormats() {
        return shape(definition("org.apache.camel.model.MarshalDefinition")).alternatives();
    }

    /** The steps of a route, by their keys. */
    Set<String> steps() {
        return shape(definition(STEP)).members().keySet();
    }

    /** Compares what stands behind the key of an entry of a file. */
    public void checkEntry(String kind, Node value, FileFindings findings) {
        check(kind, value, root.path("properties").path(kind), findings);
    }

    private JsonNode definition(String name) {
        return definitions.path(name);
    }

    private RouteSchemaShape shape(JsonNode schema) {
        RouteSchemaShape known = shapes.get(schema);
        if (known == null) {
            known = RouteSchemaShape.of(schema, this::resolved);
            shapes.put(schema, known);
        }
        return known;
    }

    private JsonNode resolved(String reference) {
        return definition(reference.substring(DEFINITIONS.length()));
    }

    private void check(String name, Node node, JsonNode schema, FileFindings findings) {
        RouteSchemaShape shape = shape(schema);
        if (node instanceof MappingNode object) {
            object(name, object, shape, findings);
        } else if (node instanceof SequenceNode list) {
            list(name, list, shape, findings);
        } else if (node instanceof ScalarNode scalar) {
            scalar(name, scalar, shape, findings);
        }
    }

    private void list(String name, SequenceNode list, RouteSchemaShape shape, FileFindings findings) {
        if (shape.isAnything()) {
            return;
        }
        if (shape.items() == null) {
            findings.error(
                    list,
                    Rule.SCHEMA,
                    "%s is a list".formatted(name),
                    shape.members().isEmpty() ? "it is a text" : "it is an object: take the - out");
            return;
        }
        for (Node item : list.getValue()) {
            check(name, item, shape.items(), findings);
        }
    }

    private void scalar(String name, ScalarNode scalar, RouteSchemaShape shape, FileFindings findings) {
        String value = scalar.getValue();
        if (shape.isAnything()) {
            return;
        }
        if (shape.items() != null) {
            findings.error(
                    scalar,
                    Rule.SCHEMA,
                    YamlNodes.isEmpty(scalar) ? "%s has nothing in it".formatted(name) : "%s is a text".formatted(name),
                    "it is a list, each item on a line of its own that begins with -");
        } else if (shape.isText()) {
            text(name, scalar, value, shape, findings);
        } else if (isStep(shape) || !shape.required().isEmpty() || !value.isEmpty()) {
            findings.error(
                    scalar,
                    Rule.SCHEMA,
                    isStep(shape) ? "'%s' is no step".formatted(value) : "%s is '%s'".formatted(name, value),
                    isStep(shape)
                            ? stepAdvice(value)
                            : "it is an object, of "
                                    + String.join(", ", shape.members().keySet()));
        }
    }

    private String stepAdvice(String value) {
        String nearest = Nearest.of(value, steps());
        return "a step is a key and what it is told, such as log: hello"
                + (nearest == null ? "" : "; did you mean %s:?".formatted(nearest));
    }

    private static void text(
            String name, ScalarNode scalar, String value, RouteSchemaShape shape, FileFindings findings) {
        if (shape.type().equals("boolean") && !FLAG.matcher(value).matches()) {
            findings.error(scalar, Rule.SCHEMA, "%s is '%s'".formatted(name, value), "it is true or false");
        } else if (shape.type().equals("number") && !NUMBER.matcher(value).matches()) {
            findings.error(scalar, Rule.SCHEMA, "%s is '%s'".formatted(name, value), "it is a number");
        } else if (!shape.enumeration().isEmpty()
                && !value.contains("{{")
                && shape.enumeration().stream().noneMatch(one -> plain(one).equals(plain(value)))) {
            findings.error(
                    scalar,
                    Rule.SCHEMA,
                    "%s is '%s'".formatted(name, value),
                    "it is one of: " + String.join(", ", shape.enumeration()));
        }
    }

    // Camel takes InOnly, inonly and in-only alike.
    private static String plain(String word) {
        return word.replaceAll("[-_ ]", "").toLowerCase(Locale.ROOT);
    }

    private void object(String name, MappingNode object, RouteSchemaShape shape, FileFindings findings) {
        if (shape.isAnything() || shape.isOpen()) {
            return;
        }
        if (shape.members().isEmpty()) {
            findings.error(
                    object,
                    Rule.SCHEMA,
                    "%s is an object".formatted(name),
                    shape.items() == null ? "it is a text" : "it is a list: begin each item with -");
            return;
        }
        boolean step = isStep(shape);
        Set<String> present = new HashSet<>();
        for (NodeTuple tuple : object.getValue()) {
            String key = YamlNodes.key(tuple);
            present.add(key);
            JsonNode member = shape.members().get(key);
            if (member == null) {
                unknown(name, key, tuple, shape, findings);
                // What was probably meant says what is wrong within it.
                String nearest = Nearest.of(key, shape.members().keySet());
                if (nearest != null) {
                    present.add(nearest);
                    check(
                            nearest,
                            tuple.getValueNode(),
                            Objects.requireNonNull(shape.members().get(nearest)),
                            findings);
                }
            } else {
                check(key, tuple.getValueNode(), member, findings);
            }
        }
        if (step && object.getValue().size() > 1) {
            findings.error(
                    object.getValue().get(1).getKeyNode(),
                    Rule.SCHEMA,
                    "%s and %s are in one step"
                            .formatted(
                                    YamlNodes.key(object.getValue().get(0)),
                                    YamlNodes.key(object.getValue().get(1))),
                    "begin each step with -, and indent what it is told below its key");
        }
        for (String required : shape.required()) {
            // Camel runs a route without steps, and one whose text is given by its language.
            if (!present.contains(required) && !required.equals("steps")) {
                findings.error(
                        object,
                        Rule.SCHEMA,
                        "%s has no %s".formatted(name, required),
                        "%s: is needed".formatted(required));
            }
        }
        expressions(name, object, shape, present, findings);
    }

    private void unknown(String name, String key, NodeTuple tuple, RouteSchemaShape shape, FileFindings findings) {
        boolean step = isStep(shape);
        String nearest = Nearest.of(key, shape.members().keySet());
        String right = nearest != null ? "did you mean %s?".formatted(nearest) : null;
        if (right == null && !step && steps().contains(key)) {
            right = "it is a step of its own: it belongs below steps:, behind a -";
        } else if (right == null && step && key.equals("when")) {
            right = "it belongs into a choice:";
        } else if (right == null && !step) {
            right = "known are: "
                    + String.join(", ", new TreeSet<>(shape.members().keySet()));
        }
        findings.error(
                tuple.getKeyNode(),
                Rule.SCHEMA,
                step ? "'%s' is no step".formatted(key) : "%s knows no '%s'".formatted(name, key),
                right);
    }

    private static void expressions(
            String name, MappingNode object, RouteSchemaShape shape, Set<String> present, FileFindings findings) {
        List<String> given =
                present.stream().filter(shape.alternatives()::contains).sorted().toList();
        if (given.size() > 1) {
            findings.error(
                    object,
                    Rule.SCHEMA,
                    "%s has %s".formatted(name, String.join(" and ", given)),
                    "it has one of them");
        } else if (given.isEmpty()
                && !present.contains("expression")
                && shape.alternatives().contains("simple")
                && WITHOUT_EXPRESSION_NOTHING.contains(shape.title())) {
            findings.error(
                    object,
                    Rule.SCHEMA,
                    "%s has no expression".formatted(name),
                    "give it one, such as simple: or constant:");
        }
    }

    private boolean isStep(RouteSchemaShape shape) {
        return shape.members().containsKey("wireTap") && shape.members().containsKey("setBody");
    }
}

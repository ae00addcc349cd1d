package dev.serai.reload;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/**
 * What a team's YAML file says, before Camel reads it: Camel passes over what it does not know, and does not tell the
 * line of what it cannot take. Read are lists of entries as in Camel's YAML DSL, a Pipe, and the flows of an
 * Integration.
 *
 * @param content what Camel is to read, each line where it is in the file
 * @param entries what the file holds, in its order
 * @param name the name of the Integration, by which its routes are known; null where it is none
 */
record RouteFileText(
        String content, List<Entry> entries, @Nullable String name) {

    private static final Set<String> KINDS = new TreeSet<>(Set.of(
            "beans",
            "errorHandler",
            "from",
            "intercept",
            "interceptFrom",
            "interceptSendToEndpoint",
            "onCompletion",
            "onException",
            "rest",
            "route",
            "routeConfiguration",
            "routeTemplate",
            "templatedRoute"));
    // Of a file's own, but used by other files too.
    private static final Set<String> SHARED = Set.of("beans", "routeConfiguration", "routeTemplate");
    private static final String API = "camel.apache.org/";

    /**
     * One entry of the file.
     *
     * @param kind its key, as {@code route}
     * @param line the line on which it begins, from 1
     * @param names what it names: the id of a route, a template, a configuration, those of a rest's verbs, the names of
     *     beans
     */
    record Entry(String kind, int line, List<String> names) {}

    /**
     * Reads a file.
     *
     * @throws IllegalArgumentException with the line, if it holds what is not taken
     * @throws org.snakeyaml.engine.v2.exceptions.YamlEngineException if it is malformed
     */
    static RouteFileText of(String label, byte[] bytes) {
        String text = new String(bytes, StandardCharsets.UTF_8);
        Node root = new Compose(LoadSettings.builder().setLabel(label).build())
                .composeString(text)
                .orElseThrow(() -> new IllegalArgumentException("line 1: there is nothing in it"));
        if (root instanceof SequenceNode list) {
            return new RouteFileText(text, entries(list), null);
        }
        if (root instanceof MappingNode object) {
            return object(text, object);
        }
        throw refused(root, "it is neither a list of routes nor an object of Camel's");
    }

    /** Whether other files may use what is in this one. */
    boolean isShared() {
        return entries.stream().anyMatch(entry -> SHARED.contains(entry.kind()));
    }

    /** Whether it makes beans. */
    boolean hasBeans() {
        return entries.stream().anyMatch(entry -> entry.kind().equals("beans"));
    }

    private static RouteFileText object(String text, MappingNode object) {
        String kind = scalar(value(object, "kind"));
        String version = scalar(value(object, "apiVersion"));
        if (kind == null || version == null) {
            throw refused(object, "it is neither a list of routes nor an object with apiVersion and kind");
        }
        Node name = value(asMapping(object, "metadata"), "name");
        if (version.startsWith(API) && kind.equals("Pipe")) {
            return new RouteFileText(
                    text,
                    List.of(new Entry(
                            "route",
                            line(object),
                            Stream.ofNullable(scalar(name)).toList())),
                    null);
        }
        if (version.startsWith(API) && kind.equals("Integration")) {
            return integration(text, object, name);
        }
        if (version.startsWith(API) && kind.equals("Kamelet")) {
            throw refused(object, "a Kamelet goes into a file whose name ends in .kamelet.yaml");
        }
        throw refused(object, "kind %s of %s is not taken; taken are Integration and Pipe".formatted(kind, version));
    }

    private static RouteFileText integration(String text, MappingNode object, @Nullable Node name) {
        String id = scalar(name);
        if (id == null) {
            throw refused(object, "the Integration has no metadata.name");
        }
        MappingNode spec = asMapping(object, "spec");
        for (NodeTuple tuple : spec == null ? List.<NodeTuple>of() : spec.getValue()) {
            if (!"flows".equals(scalar(tuple.getKeyNode()))) {
                throw refused(
                        tuple.getKeyNode(),
                        "spec.%s of an Integration is not taken; taken is spec.flows"
                                .formatted(scalar(tuple.getKeyNode())));
            }
        }
        if (!(value(spec, "flows") instanceof SequenceNode flows)) {
            throw refused(object, "the Integration has no spec.flows");
        }
        List<Entry> entries = named(entries(flows), id);
        int start =
                text.offsetByCodePoints(0, flows.getStartMark().orElseThrow().getIndex());
        int end = text.offsetByCodePoints(0, flows.getEndMark().orElseThrow().getIndex());
        if (text.charAt(start) == '-') {
            // A list in block style: its first line has to be as far in as the others.
            start = text.lastIndexOf('\n', start) + 1;
        }
        return new RouteFileText("\n".repeat(line(flows) - 1) + text.substring(start, end), entries, id);
    }

    // A flow that begins with from has no id of its own.
    private static List<Entry> named(List<Entry> entries, String name) {
        var named = new ArrayList<Entry>();
        for (Entry entry : entries) {
            named.add(
                    entry.kind().equals("from")
                                    || entry.kind().equals("route")
                                            && entry.names().isEmpty()
                            ? new Entry(entry.kind(), entry.line(), List.of(routeId(name, count(named))))
                            : entry);
        }
        return named;
    }

    private static long count(List<Entry> entries) {
        return entries.stream()
                .filter(entry -> entry.kind().equals("from") || entry.kind().equals("route"))
                .count();
    }

    /** The id of a route of an Integration that has none, by how many routes come before it. */
    static String routeId(String name, long before) {
        return before == 0 ? name : name + "-" + (before + 1);
    }

    private static List<Entry> entries(SequenceNode list) {
        var entries = new ArrayList<Entry>();
        for (Node item : list.getValue()) {
            if (!(item instanceof MappingNode entry) || entry.getValue().size() != 1) {
                throw refused(item, "an entry is one of: " + String.join(", ", KINDS));
            }
            NodeTuple tuple = entry.getValue().get(0);
            String kind = camelCase(String.valueOf(scalar(tuple.getKeyNode())));
            if (kind.equals("restConfiguration")) {
                throw refused(item, "restConfiguration is not taken: it would change the paths of others");
            }
            if (!KINDS.contains(kind)) {
                throw refused(item, "'%s' is not taken; taken are: %s".formatted(kind, String.join(", ", KINDS)));
            }
            entries.add(new Entry(kind, line(item), names(kind, tuple.getValueNode())));
        }
        return entries;
    }

    private static List<String> names(String kind, Node value) {
        var names = new ArrayList<String>();
        switch (kind) {
            case "route", "routeTemplate", "routeConfiguration" -> add(names, value, "id");
            case "templatedRoute" -> {
                add(names, value, "routeId");
                add(names, value, "route-id");
            }
            case "beans" -> items(value).forEach(bean -> add(names, bean, "name"));
            case "rest" -> {
                if (value instanceof MappingNode rest) {
                    rest.getValue().forEach(verb -> items(verb.getValueNode()).forEach(one -> add(names, one, "id")));
                }
            }
            default -> {}
        }
        return List.copyOf(names);
    }

    private static void add(List<String> names, @Nullable Node value, String key) {
        String name = value instanceof MappingNode mapping ? scalar(value(mapping, key)) : null;
        if (name != null) {
            names.add(name);
        }
    }

    private static List<Node> items(@Nullable Node value) {
        return value instanceof SequenceNode list ? list.getValue() : List.of();
    }

    private static @Nullable MappingNode asMapping(MappingNode object, String key) {
        return value(object, key) instanceof MappingNode mapping ? mapping : null;
    }

    private static @Nullable Node value(@Nullable MappingNode mapping, String key) {
        if (mapping == null) {
            return null;
        }
        return mapping.getValue().stream()
                .filter(tuple -> key.equals(scalar(tuple.getKeyNode())))
                .map(NodeTuple::getValueNode)
                .findFirst()
                .orElse(null);
    }

    private static @Nullable String scalar(@Nullable Node node) {
        return node instanceof ScalarNode scalar ? scalar.getValue() : null;
    }

    // Camel takes on-exception for onException.
    private static String camelCase(String key) {
        var camel = new StringBuilder();
        for (String word : key.split("-")) {
            camel.append(
                    camel.isEmpty() || word.isEmpty()
                            ? word
                            : Character.toUpperCase(word.charAt(0)) + word.substring(1));
        }
        return camel.toString();
    }

    private static int line(Node node) {
        return node.getStartMark().orElseThrow().getLine() + 1;
    }

    private static IllegalArgumentException refused(Node node, String reason) {
        return new IllegalArgumentException("line %d: %s".formatted(line(node), reason));
    }
}

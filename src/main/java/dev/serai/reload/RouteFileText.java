package dev.serai.reload;

import static dev.serai.reload.YamlNodes.asMapping;
import static dev.serai.reload.YamlNodes.line;
import static dev.serai.reload.YamlNodes.refused;
import static dev.serai.reload.YamlNodes.scalar;
import static dev.serai.reload.YamlNodes.value;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/**
 * The content of a team's YAML file, before Camel reads it: Camel ignores what it does not know, and does not name the
 * line of an error. A file is a list of entries in Camel's YAML DSL, a Pipe, or an Integration with flows.
 *
 * @param content the text for Camel, with each line in the same place as in the file
 * @param entries the entries of the file, in its order
 * @param name the name of the Integration, which names its routes; null if it is none
 */
record RouteFileText(
        String content,
        List<RouteFileEntry> entries,
        @Nullable String name) {

    // These belong to a file, but other files use them too.
    private static final Set<String> SHARED = Set.of("beans", "routeConfiguration", "routeTemplate");
    private static final String API = "camel.apache.org/";

    /**
     * Reads a file.
     *
     * @throws IllegalArgumentException with the line, if it holds what is not allowed
     * @throws org.snakeyaml.engine.v2.exceptions.YamlEngineException if it is malformed
     */
    static RouteFileText of(String label, byte[] bytes) {
        String text = new String(bytes, StandardCharsets.UTF_8);
        Node root = new Compose(LoadSettings.builder().setLabel(label).build())
                .composeString(text)
                .orElseThrow(() -> new IllegalArgumentException("line 1: there is nothing in it"));
        if (root instanceof SequenceNode list) {
            return new RouteFileText(text, RouteFileEntry.of(list), null);
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

    /** Whether it defines beans. */
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
                    List.of(new RouteFileEntry(
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
        List<RouteFileEntry> entries = named(RouteFileEntry.of(flows), id);
        int start =
                text.offsetByCodePoints(0, flows.getStartMark().orElseThrow().getIndex());
        int end = text.offsetByCodePoints(0, flows.getEndMark().orElseThrow().getIndex());
        if (text.charAt(start) == '-') {
            // In a list in block style, the first line must have the indent of the others.
            start = text.lastIndexOf('\n', start) + 1;
        }
        return new RouteFileText("\n".repeat(line(flows) - 1) + text.substring(start, end), entries, id);
    }

    // A flow that begins with from has no id of its own.
    private static List<RouteFileEntry> named(List<RouteFileEntry> entries, String name) {
        var named = new ArrayList<RouteFileEntry>();
        for (RouteFileEntry entry : entries) {
            named.add(
                    entry.kind().equals("from")
                                    || entry.kind().equals("route")
                                            && entry.names().isEmpty()
                            ? new RouteFileEntry(entry.kind(), entry.line(), List.of(routeId(name, count(named))))
                            : entry);
        }
        return named;
    }

    private static long count(List<RouteFileEntry> entries) {
        return entries.stream()
                .filter(entry -> entry.kind().equals("from") || entry.kind().equals("route"))
                .count();
    }

    /** The id of an Integration's route without one; {@code before} is the number of routes before it. */
    static String routeId(String name, long before) {
        return before == 0 ? name : name + "-" + (before + 1);
    }
}

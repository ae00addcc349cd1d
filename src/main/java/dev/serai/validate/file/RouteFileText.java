package dev.serai.validate.file;

import static dev.serai.validate.file.YamlNodes.asMapping;
import static dev.serai.validate.file.YamlNodes.line;
import static dev.serai.validate.file.YamlNodes.refused;
import static dev.serai.validate.file.YamlNodes.scalar;
import static dev.serai.validate.file.YamlNodes.value;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
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
 * @param root the whole document
 */
public record RouteFileText(
        String content,
        List<RouteFileEntry> entries,
        @Nullable String name,
        Node root) {

    // These belong to a file, but other files use them too.
    private static final Set<String> SHARED = Set.of("beans", "routeConfiguration", "routeTemplate");
    private static final String API = "camel.apache.org/";

    /**
     * Reads a file.
     *
     * @throws RefusedFileException if it holds what is not allowed
     * @throws org.snakeyaml.engine.v2.exceptions.YamlEngineException if it is malformed
     */
    public static RouteFileText of(String label, byte[] bytes) {
        return of(YamlDocument.of(label, bytes), refused -> {
            throw refused;
        });
    }

    /**
     * Reads a document; {@code refused} is told of entries that are not taken, and the others are read all the same.
     *
     * @throws RefusedFileException if it is none of what a file can be
     */
    public static RouteFileText of(YamlDocument document, Consumer<RefusedFileException> refused) {
        String text = document.text();
        Node root = document.root();
        if (root instanceof SequenceNode list) {
            return new RouteFileText(text, RouteFileEntry.of(list, refused), null, root);
        }
        if (root instanceof MappingNode object) {
            return object(text, object, refused);
        }
        throw refused(root, "it is neither a list of routes nor an object of Camel's");
    }

    /** Whether other files may use what is in this one. */
    public boolean isShared() {
        return entries.stream().anyMatch(entry -> SHARED.contains(entry.kind()));
    }

    /** Whether it defines beans. */
    public boolean hasBeans() {
        return entries.stream().anyMatch(entry -> entry.kind().equals("beans"));
    }

    private static RouteFileText object(String text, MappingNode object, Consumer<RefusedFileException> refused) {
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
                            Stream.ofNullable(scalar(name)).toList(),
                            object)),
                    null,
                    object);
        }
        if (version.startsWith(API) && kind.equals("Integration")) {
            return integration(text, object, name, refused);
        }
        if (version.startsWith(API) && kind.equals("Kamelet")) {
            throw refused(object, "a Kamelet goes into a file whose name ends in .kamelet.yaml");
        }
        throw refused(object, "kind %s of %s is not taken; taken are Integration and Pipe".formatted(kind, version));
    }

    private static RouteFileText integration(
            String text, MappingNode object, @Nullable Node name, Consumer<RefusedFileException> refused) {
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
        List<RouteFileEntry> entries = named(RouteFileEntry.of(flows, refused), id);
        int start =
                text.offsetByCodePoints(0, flows.getStartMark().orElseThrow().getIndex());
        int end = text.offsetByCodePoints(0, flows.getEndMark().orElseThrow().getIndex());
        if (text.charAt(start) == '-') {
            // In a list in block style, the first line must have the indent of the others.
            start = text.lastIndexOf('\n', start) + 1;
        }
        return new RouteFileText("\n".repeat(line(flows) - 1) + text.substring(start, end), entries, id, flows);
    }

    // A flow that begins with from has no id of its own.
    private static List<RouteFileEntry> named(List<RouteFileEntry> entries, String name) {
        var named = new ArrayList<RouteFileEntry>();
        for (RouteFileEntry entry : entries) {
            named.add(
                    entry.kind().equals("from")
                                    || entry.kind().equals("route")
                                            && entry.names().isEmpty()
                            ? new RouteFileEntry(
                                    entry.kind(), entry.line(), List.of(routeId(name, count(named))), entry.value())
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
    public static String routeId(String name, long before) {
        return before == 0 ? name : name + "-" + (before + 1);
    }
}

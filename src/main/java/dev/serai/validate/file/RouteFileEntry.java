package dev.serai.validate.file;

import static dev.serai.validate.file.YamlNodes.items;
import static dev.serai.validate.file.YamlNodes.refused;
import static dev.serai.validate.file.YamlNodes.scalar;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/**
 * One entry of a list in Camel's YAML DSL.
 *
 * @param kind its key, such as {@code route}
 * @param line the line on which it begins, from 1
 * @param names the names in it: the ids of a route, a template, a configuration or a rest's verbs, or the names of
 *     beans
 * @param value what stands behind the key
 */
public record RouteFileEntry(String kind, int line, List<String> names, Node value) {

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

    /**
     * The entries of a list; {@code refused} is told of those that are not taken, and may throw what it is told.
     */
    static List<RouteFileEntry> of(SequenceNode list, Consumer<RefusedFileException> refused) {
        var entries = new ArrayList<RouteFileEntry>();
        for (Node item : list.getValue()) {
            try {
                entries.add(of(item));
            } catch (RefusedFileException e) {
                refused.accept(e);
            }
        }
        return entries;
    }

    private static RouteFileEntry of(Node item) {
        if (!(item instanceof MappingNode entry) || entry.getValue().isEmpty()) {
            throw refused(item, "an entry is one of: " + String.join(", ", KINDS));
        }
        if (entry.getValue().size() > 1) {
            throw refused(
                    entry.getValue().get(1).getKeyNode(),
                    "an entry has one key, and %s and %s are two; indent what belongs to it, or begin another entry with -"
                            .formatted(
                                    YamlNodes.key(entry.getValue().get(0)),
                                    YamlNodes.key(entry.getValue().get(1))));
        }
        NodeTuple tuple = entry.getValue().get(0);
        String kind = YamlNodes.key(tuple);
        if (kind.equals("restConfiguration")) {
            throw refused(item, "restConfiguration is not taken: it would change the paths of others");
        }
        if (!KINDS.contains(kind)) {
            String nearest = Nearest.of(kind, KINDS);
            throw refused(
                    item,
                    "'%s' is not taken; taken are: %s%s"
                            .formatted(
                                    kind,
                                    String.join(", ", KINDS),
                                    nearest == null ? "" : "; did you mean " + nearest + "?"));
        }
        return new RouteFileEntry(kind, YamlNodes.line(item), names(kind, tuple.getValueNode()), tuple.getValueNode());
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
                    rest.getValue().forEach(verb -> items(verb.getValueNode()).forEach(one -> {
                        add(names, one, "id");
                        add(names, one, "routeId");
                        add(names, one, "route-id");
                    }));
                }
            }
            default -> {}
        }
        return List.copyOf(names);
    }

    private static void add(List<String> names, @Nullable Node value, String key) {
        String name = value instanceof MappingNode mapping ? scalar(YamlNodes.value(mapping, key)) : null;
        if (name != null) {
            names.add(name);
        }
    }
}

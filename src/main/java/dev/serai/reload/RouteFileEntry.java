package dev.serai.reload;

import static dev.serai.reload.YamlNodes.items;
import static dev.serai.reload.YamlNodes.refused;
import static dev.serai.reload.YamlNodes.scalar;
import static dev.serai.reload.YamlNodes.value;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
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
 */
record RouteFileEntry(String kind, int line, List<String> names) {

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
     * The entries of a list.
     *
     * @throws IllegalArgumentException with the line, if one of them is not allowed
     */
    static List<RouteFileEntry> of(SequenceNode list) {
        var entries = new ArrayList<RouteFileEntry>();
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
            entries.add(new RouteFileEntry(kind, YamlNodes.line(item), names(kind, tuple.getValueNode())));
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
        String name = value instanceof MappingNode mapping ? scalar(value(mapping, key)) : null;
        if (name != null) {
            names.add(name);
        }
    }

    // Camel accepts on-exception for onException.
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
}

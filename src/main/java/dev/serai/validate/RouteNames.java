package dev.serai.validate;

import dev.serai.validate.endpoint.EndpointUse;
import dev.serai.validate.endpoint.EndpointUse.Role;
import dev.serai.validate.endpoint.Kamelet;
import dev.serai.validate.file.RouteFileEntry;
import dev.serai.validate.file.RouteFileText;
import dev.serai.validate.file.YamlNodes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/** What the files define, Serai's own and the team's together, and other files may refer to. */
final class RouteNames {

    /** Where something is defined. */
    record Place(String file, int line, boolean builtIn) {

        @Override
        public String toString() {
            return builtIn ? "Serai's own " + file : "%s:%d".formatted(file, line);
        }
    }

    /** Endpoints that messages are taken from within Serai, such as {@code direct:a}. */
    final Map<String, List<Place>> consumers = new TreeMap<>();

    /** The URIs of the routes, by their first endpoint within Serai. */
    final Map<String, Node> routes = new HashMap<>();

    final Map<String, Place> ids = new TreeMap<>();
    final Map<String, Place> templates = new TreeMap<>();
    final Map<String, Place> configurations = new TreeMap<>();
    final Map<String, Place> services = new TreeMap<>();

    /** Beans by their names, with the names of their classes; empty where it is not known. */
    final Map<String, String> beans = new TreeMap<>();

    final Map<String, Place> beanPlaces = new TreeMap<>();
    final Map<String, Kamelet> kamelets = new LinkedHashMap<>();
    final Set<String> headersSet = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);

    /** The files of Serai's own that a team's file takes the place of. */
    final Set<String> replaced = new TreeSet<>();

    /** Takes what a file of routes defines. */
    void add(String file, RouteFileText text, List<RouteUses> uses, boolean builtIn) {
        for (RouteFileEntry entry : text.entries()) {
            Map<String, Place> kind =
                    switch (entry.kind()) {
                        case "routeTemplate" -> templates;
                        case "routeConfiguration" -> configurations;
                        case "beans" -> beanPlaces;
                        default -> ids;
                    };
            for (String name : entry.names()) {
                Node node = node(entry.value(), name);
                kind.putIfAbsent(name, new Place(file, node == null ? entry.line() : YamlNodes.line(node), builtIn));
            }
            if (entry.kind().equals("beans")) {
                YamlNodes.items(entry.value()).forEach(this::bean);
            }
            route(entry);
        }
        for (RouteUses of : uses) {
            add(file, of, builtIn);
        }
    }

    /** Whether a file is a team's, and takes the place of none of Serai's own. */
    boolean isTeams(String file) {
        return !replaced.contains(file);
    }

    /** Takes what a part of a file sets and receives from. */
    void add(String file, RouteUses uses, boolean builtIn) {
        uses.headersSet.forEach(header -> headersSet.add(header.name()));
        for (EndpointUse use : uses.endpoints) {
            if (use.role() != Role.PRODUCER) {
                within(use).ifPresent(name -> consumers
                        .computeIfAbsent(name, one -> new ArrayList<>())
                        .add(new Place(file, YamlNodes.line(use.node()), builtIn)));
            }
        }
        if (builtIn) {
            uses.beans.stream()
                    .filter(bean -> !bean.name().contains("{{"))
                    .forEach(bean ->
                            beanPlaces.putIfAbsent(bean.name(), new Place(file, YamlNodes.line(bean.node()), true)));
        }
    }

    /** Takes the beans and headers that a file of Serai's own uses: they are there even where it is replaced. */
    void addWhatSeraiBinds(RouteUses uses) {
        uses.beans.stream()
                .filter(bean -> !bean.name().contains("{{"))
                .forEach(bean -> beans.putIfAbsent(bean.name(), ""));
        uses.headersRead.forEach(header -> headersSet.add(header.name()));
    }

    /** The name of an endpoint within Serai, such as {@code direct:a}; empty where it is another one. */
    static Optional<String> within(EndpointUse use) {
        String scheme = use.scheme();
        String path = use.path();
        return (scheme.equals("direct") || scheme.equals("seda")) && !path.contains("{{") && !path.contains("${")
                ? Optional.of(scheme + ":" + path)
                : Optional.empty();
    }

    /** The node with a name, within what an entry holds; null where Serai gave it. */
    static @Nullable Node node(@Nullable Node within, String name) {
        if (within instanceof ScalarNode scalar) {
            return scalar.getValue().equals(name) ? scalar : null;
        }
        for (Node item : YamlNodes.items(within)) {
            Node found = item instanceof ScalarNode ? null : node(item, name);
            if (found != null) {
                return found;
            }
        }
        for (var tuple : YamlNodes.tuples(within)) {
            String key = YamlNodes.key(tuple);
            boolean names = Set.of("id", "routeId", "name").contains(key);
            Node value = tuple.getValueNode();
            Node found = value instanceof ScalarNode && !names ? null : node(value, name);
            if (found != null) {
                return found;
            }
        }
        return null;
    }

    private void bean(Node node) {
        if (node instanceof MappingNode bean) {
            String name = YamlNodes.scalar(YamlNodes.value(bean, "name"));
            String type = YamlNodes.scalar(YamlNodes.value(bean, "type"));
            if (name != null) {
                beans.put(
                        name,
                        type == null ? "" : type.replaceFirst("^#class:", "").replaceFirst("[(#].*", ""));
            }
        }
    }

    private void route(RouteFileEntry entry) {
        MappingNode from =
                switch (entry.kind()) {
                    case "from" -> entry.value() instanceof MappingNode mapping ? mapping : null;
                    case "route" ->
                        entry.value() instanceof MappingNode route ? YamlNodes.asMapping(route, "from") : null;
                    default -> null;
                };
        if (from != null && YamlNodes.value(from, "uri") instanceof ScalarNode uri) {
            within(new EndpointUse(uri, uri.getValue(), null, Role.CONSUMER, "from"))
                    .ifPresent(name -> routes.put(name, entry.value()));
        }
    }
}

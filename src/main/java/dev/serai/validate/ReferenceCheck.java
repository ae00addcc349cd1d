package dev.serai.validate;

import dev.serai.validate.RouteUses.HeaderUse;
import dev.serai.validate.RouteUses.NameUse;
import dev.serai.validate.endpoint.ComponentDescriptions;
import dev.serai.validate.endpoint.EndpointUse;
import dev.serai.validate.endpoint.EndpointUse.Role;
import dev.serai.validate.file.FileFindings;
import dev.serai.validate.file.Finding.Rule;
import dev.serai.validate.file.Nearest;
import dev.serai.validate.file.RouteFileEntry;
import dev.serai.validate.file.YamlNodes;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.apache.camel.CamelContext;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.Node;

/** Whether what a route refers to by its name is there: routes, beans, classes, headers, templates. */
final class ReferenceCheck {

    private static final Set<String> WITHOUT_BEANS = Set.of("this", "null");

    private final CamelContext context;
    private final ComponentDescriptions components;
    private final Function<String, @Nullable Class<?>> builtIn;

    /** {@code builtIn} is the class of a bean that Serai binds; null where it binds none of that name. */
    ReferenceCheck(
            CamelContext context, ComponentDescriptions components, Function<String, @Nullable Class<?>> builtIn) {
        this.context = context;
        this.components = components;
        this.builtIn = builtIn;
    }

    void check(RouteUses uses, RouteNames names, Set<String> local, FileFindings findings) {
        uses.endpoints.forEach(use -> endpoint(use, names, local, findings));
        uses.beans.forEach(use -> bean(use, names, local, findings));
        uses.classes.forEach(use -> type(use.node(), use.name(), findings));
        uses.headersRead.forEach(use -> read(use, names, findings));
        uses.headersSet.forEach(use -> set(use, findings));
        uses.configurations.forEach(use -> named(use, names.configurations.keySet(), "routeConfiguration", findings));
        uses.templates.forEach(use -> named(use, names.templates.keySet(), "routeTemplate", findings));
        for (NameUse format : uses.dataFormats) {
            if (!components.isDataFormat(format.name())) {
                findings.error(
                        format.node(),
                        Rule.COMPONENT,
                        "the data format %s is not in this jar".formatted(format.name()),
                        "there is json");
            }
        }
    }

    private void endpoint(EndpointUse use, RouteNames names, Set<String> local, FileFindings findings) {
        if (use.scheme().equals("bean")
                && use.role() == Role.PRODUCER
                && !use.path().isBlank()) {
            bean(new NameUse(use.node(), use.path(), null), names, local, findings);
        }
        RouteNames.within(use).ifPresent(name -> {
            boolean direct = name.startsWith("direct:");
            if (use.role() == Role.PRODUCER && !names.consumers.containsKey(name)) {
                String nearest = Nearest.of(name, names.consumers.keySet());
                String right = nearest == null
                        ? "a route with from: uri: %s must be in one of the files".formatted(name)
                        : "did you mean %s?".formatted(nearest);
                String reason = "no route begins at %s".formatted(name);
                if (direct) {
                    findings.error(use.node(), name, Rule.REFERENCE, reason, right);
                } else {
                    findings.warning(use.node(), name, Rule.REFERENCE, reason, right);
                }
            }
        });
    }

    private void bean(NameUse use, RouteNames names, Set<String> local, FileFindings findings) {
        String name = use.name().replaceFirst("^#(bean:)?", "");
        if (name.contains("{{") || name.contains("${") || local.contains(name) || WITHOUT_BEANS.contains(name)) {
            return;
        }
        Class<?> type = builtIn.apply(name);
        String named = names.beans.get(name);
        if (type == null && named != null) {
            type = named.isEmpty() ? null : context.getClassResolver().resolveClass(named);
        } else if (type == null && named == null) {
            Object bound = context.getRegistry().lookupByName(name);
            if (bound == null) {
                // A class can be named as well.
                if (name.contains(".") && context.getClassResolver().resolveClass(name) != null) {
                    return;
                }
                findings.error(
                        use.node(),
                        Rule.BEAN,
                        "there is no bean '%s'".formatted(name),
                        Nearest.hint(name, names.beans.keySet()));
                return;
            }
            type = bound.getClass();
        }
        if (type != null && use.method() != null) {
            method(use.method(), name, type, findings);
        }
    }

    private static void method(Node node, String bean, Class<?> type, FileFindings findings) {
        String text = String.valueOf(YamlNodes.scalar(node));
        String name = text.replaceFirst("\\(.*", "").strip();
        if (name.isEmpty() || text.contains("{{") || text.contains("${")) {
            return;
        }
        Set<String> known = new TreeSet<>();
        Arrays.stream(type.getMethods())
                .filter(method -> method.getDeclaringClass() != Object.class)
                .map(Method::getName)
                .forEach(known::add);
        if (!known.contains(name)) {
            findings.error(
                    node, Rule.BEAN, "the bean %s has no method '%s'".formatted(bean, name), Nearest.hint(name, known));
        }
    }

    private void type(Node node, String name, FileFindings findings) {
        if (!name.isBlank()
                && !name.contains("{{")
                && !name.contains("${")
                && context.getClassResolver().resolveClass(name.strip()) == null) {
            findings.error(
                    node,
                    Rule.BEAN,
                    "there is no class '%s'".formatted(name),
                    name.contains(".")
                            ? "a class of your own needs its jar on the class path"
                            : "it is named with its package, such as java.io.IOException");
        }
    }

    private void read(NameUse use, RouteNames names, FileFindings findings) {
        String header = use.name();
        if (isKnown(header) || names.headersSet.contains(header) || !header.regionMatches(true, 0, "Camel", 0, 5)) {
            String near = header.length() < 6 || isKnown(header) || names.headersSet.contains(header)
                    ? null
                    : Nearest.of(header, names.headersSet);
            if (near != null) {
                findings.warning(
                        use.node(),
                        header,
                        Rule.HEADER,
                        "nothing here sets the header '%s'".formatted(header),
                        "did you mean %s?".formatted(near));
            }
            return;
        }
        Set<String> known = new TreeSet<>(components.headers());
        known.addAll(names.headersSet);
        String nearest = Nearest.of(header, known);
        String reason = "nothing sets the header '%s'".formatted(header);
        if (nearest != null) {
            findings.error(use.node(), header, Rule.HEADER, reason, "did you mean %s?".formatted(nearest));
        } else {
            // A bean may set it.
            findings.warning(
                    use.node(), header, Rule.HEADER, reason, "mind that names of headers are those of the docs");
        }
    }

    private void set(HeaderUse use, FileFindings findings) {
        String header = use.name();
        if (header.regionMatches(true, 0, "Camel", 0, 5) && !header.contains("${") && !isKnown(header)) {
            String nearest = Nearest.of(header, components.headers());
            if (nearest != null) {
                findings.error(
                        use.node(),
                        Rule.HEADER,
                        "nothing reads the header '%s'".formatted(header),
                        "did you mean %s?".formatted(nearest));
            }
        }
    }

    // Some are the beginning of many, such as CamelKubeCacheLabel.
    private boolean isKnown(String header) {
        return components.headers().contains(header)
                || components.headers().stream()
                        .anyMatch(known ->
                                known.endsWith(".") && header.regionMatches(true, 0, known, 0, known.length()));
    }

    private static void named(NameUse use, Set<String> known, String what, FileFindings findings) {
        if (!use.name().contains("{{") && !known.contains(use.name())) {
            findings.error(
                    use.node(),
                    Rule.REFERENCE,
                    "there is no %s '%s'".formatted(what, use.name()),
                    Nearest.hint(use.name(), known));
        }
    }

    /** Each name that is taken by something before it, within one file or another. */
    static void ids(String file, List<RouteFileEntry> entries, RouteNames names, FileFindings findings) {
        Map<String, Integer> seen = new HashMap<>();
        for (RouteFileEntry entry : entries) {
            if (Set.of("route", "from", "templatedRoute").contains(entry.kind())
                    && entry.names().isEmpty()) {
                findings.error(
                        entry.value(),
                        Rule.ID,
                        "the route has no id; kube-watch: remembers by it what was delivered",
                        entry.kind().equals("from") ? "write - route: with id: and from: in it" : "give it an id:");
            }
            Map<String, RouteNames.Place> kind =
                    switch (entry.kind()) {
                        case "routeTemplate" -> names.templates;
                        case "routeConfiguration" -> names.configurations;
                        case "beans" -> names.beanPlaces;
                        default -> names.ids;
                    };
            for (String name : entry.names()) {
                Node node = RouteNames.node(entry.value(), name);
                RouteNames.Place place = kind.get(name);
                Integer before = seen.put(entry.kind() + " " + name, entry.line());
                boolean elsewhere =
                        place != null && (place.builtIn() || !place.file().equals(file));
                if (before != null || elsewhere) {
                    findings.error(
                            node == null ? entry.value() : node,
                            Rule.ID,
                            entry.kind().equals("beans")
                                    ? "there is a bean %s already".formatted(name)
                                    : "the id %s is taken by another route".formatted(name),
                            "%s has it; every id is there once"
                                    .formatted(elsewhere ? String.valueOf(place) : "line " + before));
                }
            }
        }
    }

    /** Each {@code direct:} that two routes begin at. */
    static void consumers(String file, RouteUses uses, RouteNames names, FileFindings findings) {
        for (EndpointUse use : uses.endpoints) {
            String name = use.role() == Role.CONSUMER ? RouteNames.within(use).orElse("") : "";
            if (name.startsWith("direct:")) {
                RouteNames.Place here = new RouteNames.Place(file, YamlNodes.line(use.node()), false);
                RouteNames.Place first =
                        names.consumers.getOrDefault(name, List.of(here)).get(0);
                if (!first.equals(here)) {
                    findings.error(
                            use.node(),
                            name,
                            Rule.ID,
                            "another route begins at %s".formatted(name),
                            "%s does; give each its own".formatted(first));
                }
            }
        }
    }
}

package dev.serai.validate;

import dev.serai.validate.endpoint.ComponentDescriptions;
import dev.serai.validate.endpoint.EndpointCheck;
import dev.serai.validate.endpoint.EndpointUse;
import dev.serai.validate.endpoint.Kamelet;
import dev.serai.validate.endpoint.KameletUseCheck;
import dev.serai.validate.endpoint.KubeEndpointCheck;
import dev.serai.validate.file.FileFindings;
import dev.serai.validate.file.Finding;
import dev.serai.validate.file.RouteFileEntry;
import dev.serai.validate.file.RouteFileText;
import dev.serai.validate.file.RouteSchema;
import dev.serai.validate.file.YamlDocument;
import dev.serai.validate.file.YamlNodes;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;
import org.apache.camel.CamelContext;
import org.apache.camel.spi.Resource;
import org.apache.camel.support.PluginHelper;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/**
 * Checks the files of a directory together, with what Serai ships: a route of one file may refer to one of another. It
 * reads them, and runs nothing.
 */
public final class RouteValidator {

    /** How the name of a file of routes ends. */
    public static final String ROUTES = ".camel.yaml";
    /** How the name of a kamelet's file ends. */
    public static final String KAMELETS = KameletFileCheck.SUFFIX;

    /**
     * What is there besides the files.
     *
     * @param beans the class of a bean that Serai binds; null where it binds none of that name
     * @param settings the settings that have a default
     * @param isSet whether a setting without a default is set
     * @param cached {@code serai.cache.resources}
     */
    public record Surroundings(
            Function<String, @Nullable Class<?>> beans,
            Set<String> settings,
            Predicate<String> isSet,
            Set<String> cached) {}

    private record Part(RouteFileEntry entry, RouteUses uses) {}

    private record Routes(RouteFileText text, List<Part> parts) {}

    private final CamelContext context;
    private final Surroundings surroundings;
    private final RouteSchema schema = RouteSchema.get();
    private final ComponentDescriptions components;
    private final ReferenceCheck references;
    private final ExpressionCheck expressions;
    private final PlaceholderCheck placeholders;

    /** {@code context} resolves languages and classes; it need not be started. */
    public RouteValidator(CamelContext context, Surroundings surroundings) {
        this.context = context;
        this.surroundings = surroundings;
        components = new ComponentDescriptions(context);
        references = new ReferenceCheck(context, components, surroundings.beans());
        expressions = new ExpressionCheck(context);
        placeholders = new PlaceholderCheck(surroundings.settings(), surroundings.isSet());
    }

    /** What is wrong with the files of these names, in the order of their places. */
    public List<Finding> check(Map<String, byte[]> files) {
        Map<String, FileFindings> found = new TreeMap<>();
        Map<String, Routes> routes = new TreeMap<>();
        Map<String, MappingNode> kamelets = new TreeMap<>();
        var names = builtIn(files.keySet());
        files.forEach((name, content) -> {
            try {
                if (name.endsWith(ROUTES)) {
                    YamlDocument document = YamlDocument.of(name, content);
                    var findings = new FileFindings(name, document.text());
                    found.put(name, findings);
                    routes.put(name, read(RouteFileText.of(document, findings::unreadable)));
                } else if (name.endsWith(KAMELETS)) {
                    YamlDocument document = YamlDocument.of(name, content);
                    var findings = new FileFindings(name, document.text());
                    found.put(name, findings);
                    if (document.root() instanceof MappingNode kamelet) {
                        kamelets.put(name, kamelet);
                    } else {
                        KameletFileCheck.check(name, document.root(), Set.of(), findings);
                    }
                }
            } catch (RuntimeException e) {
                found.computeIfAbsent(name, one -> new FileFindings(name, "")).unreadable(e);
            }
        });
        kamelets.forEach((name, kamelet) ->
                names.kamelets.put(name.substring(0, name.length() - KAMELETS.length()), Kamelet.of(kamelet)));
        routes.forEach((name, file) -> names.add(
                name, file.text(), file.parts().stream().map(Part::uses).toList(), false));
        var endpoints = new EndpointCheck(components, new KubeEndpointCheck(surroundings.cached()));
        routes.forEach((name, file) -> check(name, file, names, endpoints, Objects.requireNonNull(found.get(name))));
        kamelets.forEach(
                (name, kamelet) -> check(name, kamelet, names, endpoints, Objects.requireNonNull(found.get(name))));
        return found.values().stream().flatMap(one -> one.all().stream()).toList();
    }

    private Routes read(RouteFileText text) {
        return new Routes(
                text,
                text.entries().stream()
                        .map(entry -> new Part(entry, RouteUses.of(entry.kind(), entry.value(), schema)))
                        .toList());
    }

    private void check(String name, Routes file, RouteNames names, EndpointCheck endpoints, FileFindings findings) {
        ReferenceCheck.ids(name, file.text().entries(), names, findings);
        for (Part part : file.parts()) {
            RouteFileEntry entry = part.entry();
            // A Pipe is Kubernetes' own form, with a schema of its own.
            if (!(file.text().root() == entry.value())) {
                schema.checkEntry(entry.kind(), entry.value(), findings);
            }
            uses(part.uses(), names, endpoints, Set.of(), parameters(entry), findings);
            ReferenceCheck.consumers(name, part.uses(), names, findings);
            AcknowledgementCheck.check(entry, names, findings);
            if (entry.kind().equals("rest")) {
                RestCheck.check(name, entry.value(), names, findings);
            } else if (entry.kind().equals("beans")) {
                BeanCheck.check(context, entry.value(), findings);
            }
        }
    }

    private void check(
            String name, MappingNode kamelet, RouteNames names, EndpointCheck endpoints, FileFindings findings) {
        KameletFileCheck.check(name, kamelet, surroundings.settings(), findings);
        Set<String> beans = new TreeSet<>();
        List<NodeTuple> template = KameletFileCheck.template(kamelet);
        for (NodeTuple tuple : template) {
            if (YamlNodes.key(tuple).equals("beans")) {
                YamlNodes.items(tuple.getValueNode())
                        .forEach(bean -> beans.add(String.valueOf(
                                bean instanceof MappingNode one
                                        ? YamlNodes.scalar(YamlNodes.value(one, "name"))
                                        : null)));
                BeanCheck.check(context, tuple.getValueNode(), findings);
            }
        }
        for (NodeTuple tuple : template) {
            String kind = YamlNodes.key(tuple);
            schema.checkEntry(kind, tuple.getValueNode(), findings);
            RouteUses uses = RouteUses.of(kind, tuple.getValueNode(), schema);
            // Whoever uses the kamelet may refer to what it sets.
            names.add(name, uses, false);
            uses(uses, names, endpoints, beans, null, findings);
        }
    }

    private void uses(
            RouteUses uses,
            RouteNames names,
            EndpointCheck endpoints,
            Set<String> beans,
            @Nullable Set<String> parameters,
            FileFindings findings) {
        var kamelets = new KameletUseCheck(names.kamelets);
        for (EndpointUse use : uses.endpoints) {
            endpoints.check(use, findings);
            kamelets.check(use, findings);
        }
        uses.expressions.forEach(use -> expressions.check(use, schema.languages(), findings));
        references.check(uses, names, beans, findings);
        placeholders.check(uses.texts, parameters, findings);
        Set<Node> looked = Collections.newSetFromMap(new IdentityHashMap<>());
        uses.endpoints.forEach(use -> secrets(use, names, looked, findings));
        uses.headersSet.forEach(header -> {
            if (header.value() != null && SecretCheck.header(header.name(), header.value(), findings)) {
                looked.add(header.value());
            }
        });
        uses.texts.stream()
                .filter(text -> !looked.contains(text.node()))
                .forEach(text -> SecretCheck.text(text, findings));
    }

    private void secrets(EndpointUse use, RouteNames names, Set<Node> looked, FileFindings findings) {
        try {
            looked.add(use.node());
            use.options().values().forEach(option -> looked.add(option.holder()));
            SecretCheck.path(use, findings);
            Kamelet kamelet = use.scheme().equals("kamelet")
                    ? names.kamelets.get(use.path().replaceFirst("/.*", ""))
                    : null;
            if (kamelet != null) {
                SecretCheck.options(use.options(), kamelet, findings);
            } else if (!use.scheme().isEmpty()) {
                SecretCheck.options(use.options(), components.of(use.scheme()), findings);
            }
        } catch (IllegalArgumentException e) {
            // EndpointCheck has said that the options cannot be read.
            return;
        }
    }

    // The parameters of a template, which its texts may use.
    private static Set<String> parameters(RouteFileEntry entry) {
        Set<String> parameters = new TreeSet<>();
        if (entry.kind().equals("routeTemplate") && entry.value() instanceof MappingNode template) {
            parameters.addAll(Set.of("routeId", "parentRouteId"));
            for (String list : List.of("parameters", "beans")) {
                YamlNodes.items(YamlNodes.value(template, list)).forEach(one -> {
                    if (one instanceof MappingNode parameter
                            && YamlNodes.value(parameter, "name") instanceof ScalarNode name) {
                        parameters.add(name.getValue());
                    }
                });
            }
        }
        return parameters;
    }

    // What Serai ships, but for the files that are replaced.
    private RouteNames builtIn(Collection<String> replaced) {
        var names = new RouteNames();
        try {
            for (Resource resource : resources("routes/*" + ROUTES)) {
                String name = name(resource);
                RouteFileText text = RouteFileText.of(name, content(resource));
                List<RouteUses> uses =
                        read(text).parts().stream().map(Part::uses).toList();
                uses.forEach(names::addWhatSeraiBinds);
                if (replaced.contains(name)) {
                    names.replaced.add(name);
                } else {
                    names.add(name, text, uses, true);
                }
            }
            for (Resource resource : resources("kamelets/*" + KAMELETS)) {
                YamlDocument document = YamlDocument.of(name(resource), content(resource));
                if (document.root() instanceof MappingNode kamelet) {
                    names.kamelets.put(name(resource).replace(KAMELETS, ""), Kamelet.of(kamelet));
                    KameletFileCheck.template(kamelet)
                            .forEach(tuple -> names.add(
                                    name(resource),
                                    RouteUses.of(YamlNodes.key(tuple), tuple.getValueNode(), schema),
                                    true));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return names;
    }

    private Collection<Resource> resources(String pattern) throws IOException {
        try {
            return new ArrayList<>(
                    PluginHelper.getPackageScanResourceResolver(context).findResources("classpath:" + pattern));
        } catch (IOException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException("'%s' cannot be read".formatted(pattern), e);
        }
    }

    private static String name(Resource resource) {
        String location = resource.getLocation();
        return location.substring(Math.max(location.lastIndexOf('/'), location.lastIndexOf(':')) + 1);
    }

    private static byte[] content(Resource resource) throws IOException {
        try (InputStream in = resource.getInputStream()) {
            return in.readAllBytes();
        }
    }

    /** Of what is found, what keeps a file from being loaded. */
    public static List<Finding> refusing(Collection<Finding> findings) {
        return findings.stream()
                .filter(finding -> finding.isError() && !finding.rule().isLoadable())
                .toList();
    }
}

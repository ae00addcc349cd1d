package dev.serai.validate;

import dev.serai.validate.endpoint.Kamelet;
import dev.serai.validate.file.FileFindings;
import dev.serai.validate.file.Finding.Rule;
import dev.serai.validate.file.Nearest;
import dev.serai.validate.file.YamlNodes;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/** Whether the file of a kamelet is one, and declares what it uses. */
final class KameletFileCheck {

    static final String SUFFIX = ".kamelet.yaml";
    private static final Pattern PARAMETER = Pattern.compile("\\{\\{\\??([\\w-]+)(?::[^}]*)?}}");
    private static final Set<String> GIVEN_BY_CAMEL = Set.of("routeId", "parentRouteId");

    private KameletFileCheck() {}

    /** The parts of a template that are written in Camel's YAML DSL: its route, and its beans. */
    static List<NodeTuple> template(MappingNode document) {
        return YamlNodes.tuples(YamlNodes.value(YamlNodes.asMapping(document, "spec"), "template")).stream()
                .filter(tuple -> Set.of("from", "route", "beans").contains(YamlNodes.key(tuple)))
                .toList();
    }

    static void check(String file, Node root, Set<String> settings, FileFindings findings) {
        if (!(root instanceof MappingNode document)) {
            findings.error(root, Rule.KAMELET, "it is no object", "a kamelet has apiVersion, kind, metadata and spec");
            return;
        }
        head(file, document, findings);
        MappingNode spec = YamlNodes.asMapping(document, "spec");
        MappingNode template = spec == null ? null : YamlNodes.asMapping(spec, "template");
        if (spec == null || template == null) {
            findings.error(
                    document, Rule.KAMELET, "it has no spec.template", "spec.template.from is the kamelet's route");
            return;
        }
        ends(document, template, findings);
        parameters(document, template, settings, findings);
    }

    private static void head(String file, MappingNode document, FileFindings findings) {
        String version = YamlNodes.scalar(YamlNodes.value(document, "apiVersion"));
        String kind = YamlNodes.scalar(YamlNodes.value(document, "kind"));
        if (!"camel.apache.org/v1".equals(version) || !"Kamelet".equals(kind)) {
            findings.error(
                    document,
                    Rule.KAMELET,
                    "it is %s of %s".formatted(kind, version),
                    "a kamelet is kind: Kamelet of apiVersion: camel.apache.org/v1");
        }
        String wanted = file.substring(0, file.length() - SUFFIX.length());
        Node name = YamlNodes.value(YamlNodes.asMapping(document, "metadata"), "name");
        if (name == null || !wanted.equals(YamlNodes.scalar(name))) {
            findings.error(
                    name == null ? document : name,
                    Rule.KAMELET,
                    "metadata.name is '%s'".formatted(name == null ? "" : YamlNodes.scalar(name)),
                    "the file's name says %s, and routes find a kamelet by its file".formatted(wanted));
        }
    }

    private static void ends(MappingNode document, MappingNode template, FileFindings findings) {
        Node route = YamlNodes.value(template, "from");
        if (route == null) {
            route = YamlNodes.value(YamlNodes.asMapping(template, "route"), "from");
        }
        Node uri = route instanceof MappingNode from ? YamlNodes.value(from, "uri") : route;
        if (route == null || uri == null) {
            findings.error(template, Rule.KAMELET, "spec.template has no from", "from: and steps: are its route");
            return;
        }
        String type = YamlNodes.scalar(YamlNodes.value(
                YamlNodes.asMapping(YamlNodes.asMapping(document, "metadata"), "labels"),
                "camel.apache.org/kamelet.type"));
        boolean within = "kamelet:source".equals(YamlNodes.scalar(uri));
        if ("source".equals(type)) {
            if (within) {
                findings.error(
                        uri, Rule.KAMELET, "a source begins at kamelet:source", "it begins where its events come from");
            }
            if (texts(route).stream().noneMatch(text -> text.getValue().startsWith("kamelet:sink"))) {
                findings.error(
                        route, Rule.KAMELET, "a source has no kamelet:sink", "its last step is to: kamelet:sink");
            }
        } else if (type != null && !within) {
            findings.error(
                    uri,
                    Rule.KAMELET,
                    "a %s begins at %s".formatted(type, YamlNodes.scalar(uri)),
                    "it begins at kamelet:source");
        }
    }

    private static void parameters(
            MappingNode document, MappingNode template, Set<String> settings, FileFindings findings) {
        Kamelet kamelet = Kamelet.of(document);
        Set<String> known = new TreeSet<>(kamelet.parameters().keySet());
        Node required =
                YamlNodes.value(YamlNodes.asMapping(YamlNodes.asMapping(document, "spec"), "definition"), "required");
        for (Node one : YamlNodes.items(required)) {
            String name = YamlNodes.scalar(one);
            if (name != null && !known.contains(name)) {
                findings.error(
                        one,
                        Rule.KAMELET,
                        "'%s' is required and not declared".formatted(name),
                        Nearest.hint(name, known));
            }
        }
        Set<String> beans = new TreeSet<>();
        YamlNodes.items(YamlNodes.value(template, "beans"))
                .forEach(bean -> beans.add(String.valueOf(
                        bean instanceof MappingNode one ? YamlNodes.scalar(YamlNodes.value(one, "name")) : null)));
        Set<String> used = new TreeSet<>();
        for (ScalarNode text : texts(template)) {
            Matcher matcher = PARAMETER.matcher(text.getValue());
            while (matcher.find()) {
                String name = matcher.group(1);
                used.add(name);
                if (!known.contains(name)
                        && !beans.contains(name)
                        && !GIVEN_BY_CAMEL.contains(name)
                        && !settings.contains(name)
                        && !PlaceholderCheck.isFunction(name)) {
                    findings.error(
                            text,
                            matcher.group(),
                            Rule.KAMELET,
                            "'%s' is used and not declared in spec.definition.properties".formatted(name),
                            Nearest.hint(name, known));
                }
            }
        }
        kamelet.parameters().forEach((name, parameter) -> {
            if (!used.contains(name)) {
                findings.warning(
                        parameter.key(),
                        Rule.KAMELET,
                        "'%s' is declared and not used".formatted(name),
                        "take it out, or use {{%s}}".formatted(name));
            }
        });
    }

    private static List<ScalarNode> texts(Node node) {
        if (node instanceof ScalarNode scalar) {
            return List.of(scalar);
        }
        return Stream.concat(
                        YamlNodes.items(node).stream(),
                        YamlNodes.tuples(node).stream().map(NodeTuple::getValueNode))
                .flatMap(child -> texts(child).stream())
                .toList();
    }
}

package dev.serai.validate;

import dev.serai.validate.file.FileFindings;
import dev.serai.validate.file.Finding.Rule;
import dev.serai.validate.file.YamlNodes;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/** Whether the services of the files get in each other's way, or in that of Kubernetes' own paths. */
final class RestCheck {

    private static final Set<String> VERBS = Set.of("get", "post", "put", "patch", "delete", "head");
    private static final Set<String> OF_SERAI = Set.of("api", "apis", "openapi", "version", "facade");

    private RestCheck() {}

    static void check(String file, Node value, RouteNames names, FileFindings findings) {
        if (!(value instanceof MappingNode rest)) {
            return;
        }
        String base = Objects.requireNonNullElse(YamlNodes.scalar(YamlNodes.value(rest, "path")), "");
        for (NodeTuple tuple : rest.getValue()) {
            String verb = YamlNodes.key(tuple);
            if (!VERBS.contains(verb)) {
                continue;
            }
            for (Node item : YamlNodes.items(tuple.getValueNode())) {
                if (item instanceof MappingNode one) {
                    Node path = YamlNodes.value(one, "path");
                    service(file, verb, base, path instanceof ScalarNode text ? text : null, item, names, findings);
                }
            }
        }
    }

    private static void service(
            String file,
            String verb,
            String base,
            @Nullable ScalarNode path,
            Node item,
            RouteNames names,
            FileFindings findings) {
        String whole = whole(base, path == null ? "" : path.getValue());
        if (whole.contains("{{")) {
            return;
        }
        Node node = path == null ? item : path;
        String first = Stream.of(whole.split("/"))
                .filter(segment -> !segment.isEmpty())
                .findFirst()
                .orElse("");
        if (OF_SERAI.contains(first) && names.isTeams(file)) {
            findings.error(
                    node,
                    Rule.PATH,
                    "%s %s is one of Serai's own paths".formatted(verb.toUpperCase(Locale.ROOT), whole),
                    "begin it with another word than "
                            + String.join(", ", OF_SERAI.stream().sorted().toList()));
        }
        String key = verb + " " + whole.replaceAll("\\{[^}]*}", "{}");
        var here = new RouteNames.Place(file, YamlNodes.line(node), false);
        RouteNames.Place before = names.services.putIfAbsent(key, here);
        if (before != null) {
            findings.error(
                    node,
                    Rule.PATH,
                    "%s %s is offered twice".formatted(verb.toUpperCase(Locale.ROOT), whole),
                    "%s offers it too; give each its own path".formatted(before));
        }
    }

    private static String whole(String base, String path) {
        String plain = path.replaceFirst("\\?.*", "");
        return ("/" + base + "/" + plain).replaceAll("/+", "/").replaceFirst("(?<=.)/$", "");
    }
}

package dev.serai.validate;

import dev.serai.validate.endpoint.EndpointUse;
import dev.serai.validate.endpoint.EndpointUse.Role;
import dev.serai.validate.file.FileFindings;
import dev.serai.validate.file.Finding.Rule;
import dev.serai.validate.file.RouteFileEntry;
import dev.serai.validate.file.YamlNodes;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/**
 * Whether a route of events ends before its sink has taken the event. The event counts as delivered then, and is lost
 * if the sink fails.
 */
final class AcknowledgementCheck {

    // They deliver nothing to the outside.
    private static final Set<String> WITHIN = Set.of(
            "bean",
            "class",
            "log",
            "language",
            "kube-cache",
            "mock",
            "ref",
            "controlbus",
            "timer",
            "browse",
            "dataset");

    private final RouteNames names;
    private final List<Node> handedOff = new ArrayList<>();
    private final List<String> by = new ArrayList<>();
    private final Set<String> followed = new HashSet<>();
    private boolean delivers;

    private AcknowledgementCheck(RouteNames names) {
        this.names = names;
    }

    /** Looks at one entry of a file. */
    static void check(RouteFileEntry entry, RouteNames names, FileFindings findings) {
        MappingNode from =
                switch (entry.kind()) {
                    case "from" -> entry.value() instanceof MappingNode mapping ? mapping : null;
                    case "route" ->
                        entry.value() instanceof MappingNode route ? YamlNodes.asMapping(route, "from") : null;
                    default -> null;
                };
        if (from == null || !(YamlNodes.value(from, "uri") instanceof ScalarNode uri) || !isOfEvents(uri)) {
            return;
        }
        var check = new AcknowledgementCheck(names);
        check.steps(YamlNodes.value(from, "steps"), false);
        for (int i = 0; i < check.handedOff.size(); i++) {
            Node node = check.handedOff.get(i);
            String reason = "%s hands the event on and does not wait: it counts as delivered before its sink has it"
                    .formatted(check.by.get(i));
            String right = "use to:, and direct: between routes";
            if (check.delivers) {
                findings.warning(node, Rule.ACKNOWLEDGEMENT, reason, right);
            } else {
                findings.error(node, Rule.ACKNOWLEDGEMENT, reason, right);
            }
        }
    }

    private static boolean isOfEvents(ScalarNode uri) {
        var use = new EndpointUse(uri, uri.getValue(), null, Role.CONSUMER, "from");
        EndpointUse wrapped = use.wrapped();
        EndpointUse real = wrapped == null ? use : wrapped;
        return real.scheme().equals("kube-watch")
                || real.scheme().equals("kamelet") && real.path().startsWith("kube-watch-source");
    }

    private void steps(@Nullable Node steps, boolean late) {
        for (Node step : YamlNodes.items(steps)) {
            for (NodeTuple tuple : YamlNodes.tuples(step)) {
                step(YamlNodes.key(tuple), tuple.getKeyNode(), tuple.getValueNode(), late);
            }
        }
    }

    private void step(String key, Node keyNode, Node value, boolean late) {
        Node uri = value instanceof MappingNode mapping ? YamlNodes.value(mapping, "uri") : value;
        switch (key) {
            case "wireTap" -> handOff(keyNode, "wireTap", late);
            case "aggregate", "resequence" -> {
                if (delivers(value)) {
                    handOff(keyNode, key, late);
                }
            }
            case "to", "toD" -> {
                if (uri instanceof ScalarNode text) {
                    to(text, value, late);
                }
            }
            case "kamelet", "recipientList", "routingSlip", "enrich" -> delivers |= !late;
            default -> nested(value, late);
        }
    }

    private void nested(Node value, boolean late) {
        if (value instanceof MappingNode mapping) {
            for (NodeTuple tuple : mapping.getValue()) {
                if (YamlNodes.key(tuple).equals("steps")) {
                    steps(tuple.getValueNode(), late);
                } else {
                    nested(tuple.getValueNode(), late);
                }
            }
        }
        YamlNodes.items(value).forEach(item -> nested(item, late));
    }

    private void to(ScalarNode uri, Node step, boolean late) {
        var use = new EndpointUse(
                uri,
                uri.getValue(),
                step instanceof MappingNode mapping ? YamlNodes.value(mapping, "parameters") : null,
                Role.PRODUCER,
                "to");
        if (use.scheme().equals("seda")) {
            if (!waits(use)) {
                handOff(uri, "seda:", late);
            } else {
                delivers |= !late;
            }
        } else if (use.scheme().equals("direct")) {
            String name = RouteNames.within(use).orElse("");
            if (name.equals("direct:write") || !names.routes.containsKey(name)) {
                delivers |= !late;
            } else if (followed.add(name)) {
                follow(names.routes.get(name), late);
            }
        } else if (!WITHIN.contains(use.scheme())) {
            delivers |= !late;
        }
    }

    private static boolean waits(EndpointUse use) {
        try {
            Map<String, EndpointUse.Option> options = use.options();
            return options.containsKey("waitForTaskToComplete")
                    && options.get("waitForTaskToComplete").value().equalsIgnoreCase("Always");
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private void follow(@Nullable Node route, boolean late) {
        if (route instanceof MappingNode mapping) {
            MappingNode from = YamlNodes.asMapping(mapping, "from");
            steps(YamlNodes.value(from == null ? mapping : from, "steps"), late);
        }
    }

    private void handOff(Node node, String what, boolean late) {
        if (!late) {
            handedOff.add(node);
            by.add(what);
        }
    }

    // Whether anything leaves Serai in it.
    private boolean delivers(Node value) {
        var inner = new AcknowledgementCheck(names);
        inner.nested(value, false);
        return inner.delivers || !inner.handedOff.isEmpty();
    }
}

package dev.serai.scenario;

import com.fasterxml.jackson.databind.JsonNode;
import dev.serai.event.pod.OptionWords;
import dev.serai.event.pod.PodChange;
import dev.serai.validate.file.FileCheck;
import dev.serai.validate.file.FileFindings;
import dev.serai.validate.file.Finding.Rule;
import dev.serai.validate.file.Nearest;
import dev.serai.validate.file.YamlDocument;
import dev.serai.validate.file.YamlNodes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;

/** Reads the scenarios of a file, and says what is wrong with how they are written. */
public final class ScenarioFile implements FileCheck {

    /** How the name of such a file ends. */
    public static final String SUFFIX = ".test.yaml";

    /** The words that a pod can become: those of {@code changes=}, and running, which is where most begin. */
    static final Set<String> WORDS = Arrays.stream(PodChange.values())
            .map(OptionWords::word)
            .collect(Collectors.collectingAndThen(Collectors.toCollection(TreeSet::new), words -> {
                words.add("running");
                return words;
            }));

    private static final Set<String> KEYS = Set.of("scenario", "routes", "environment", "settings", "cluster", "steps");
    private static final Map<String, Set<String>> STEPS = Map.of(
            "apply", Set.of(),
            "delete", Set.of("kind", "apiVersion", "name", "namespace"),
            "pod", Set.of("name", "namespace", "becomes", "container", "labels"),
            "request", Set.of("method", "path", "headers", "body", "answer"),
            "sink", Set.of("uri", "received", "nothingMore", "fails"),
            "object", Set.of("kind", "apiVersion", "name", "namespace", "has", "gone"),
            "outage", Set.of(),
            "time", Set.of());
    private static final Set<String> MESSAGE = Set.of("body", "headers", "jsonpath", "code");

    @Override
    public String suffix() {
        return SUFFIX;
    }

    @Override
    public void check(YamlDocument document, FileFindings findings) {
        read("", document, findings);
    }

    /** The scenarios of a document; what is wrong with them is told. */
    static List<Scenario> read(String file, YamlDocument document, FileFindings findings) {
        List<Scenario> scenarios = new ArrayList<>();
        List<Node> items = YamlNodes.items(document.root());
        if (items.isEmpty()) {
            findings.error(
                    document.root(),
                    Rule.SCENARIO,
                    "it is no list of scenarios",
                    "each begins with - scenario: and what it shows");
        }
        for (Node item : items) {
            if (!(item instanceof MappingNode scenario)) {
                findings.error(
                        item, Rule.SCENARIO, "it is no scenario", "each begins with - scenario: and what it shows");
                continue;
            }
            keys("a scenario", scenario, KEYS, findings);
            String name = YamlNodes.scalar(YamlNodes.value(scenario, "scenario"));
            if (name == null || name.isBlank()) {
                findings.error(scenario, Rule.SCENARIO, "a scenario has no name", "scenario: says what it shows");
            }
            Node steps = YamlNodes.value(scenario, "steps");
            if (YamlNodes.items(steps).isEmpty()) {
                findings.error(
                        steps == null ? scenario : steps,
                        Rule.SCENARIO,
                        "a scenario has no steps",
                        "steps: is a list of what happens and what is expected");
            }
            scenarios.add(new Scenario(
                    file,
                    YamlNodes.line(scenario),
                    Objects.requireNonNullElse(name, ""),
                    YamlNodes.items(YamlNodes.value(scenario, "routes")).stream()
                            .map(route -> String.valueOf(YamlNodes.scalar(route)))
                            .collect(Collectors.toCollection(TreeSet::new)),
                    texts(YamlNodes.value(scenario, "environment")),
                    texts(YamlNodes.value(scenario, "settings")),
                    YamlNodes.items(YamlNodes.value(scenario, "cluster")).stream()
                            .map(object -> object(object, findings))
                            .toList(),
                    steps(steps, findings)));
        }
        return scenarios;
    }

    private static List<Scenario.Step> steps(@Nullable Node steps, FileFindings findings) {
        List<Scenario.Step> read = new ArrayList<>();
        for (Node item : YamlNodes.items(steps)) {
            List<NodeTuple> tuples = YamlNodes.tuples(item);
            if (tuples.size() != 1) {
                findings.error(
                        item,
                        Rule.SCENARIO,
                        "a step is one key and what it is told",
                        "there are " + String.join(", ", new TreeSet<>(STEPS.keySet())));
                continue;
            }
            NodeTuple tuple = tuples.get(0);
            String kind = String.valueOf(YamlNodes.scalar(tuple.getKeyNode()));
            Set<String> known = STEPS.get(kind);
            Node value = tuple.getValueNode();
            if (known == null) {
                findings.error(
                        tuple.getKeyNode(),
                        Rule.SCENARIO,
                        "there is no step '%s'".formatted(kind),
                        Nearest.hint(kind, STEPS.keySet()));
                continue;
            }
            if (kind.equals("apply")) {
                object(value, findings);
            } else if (!known.isEmpty() && value instanceof MappingNode mapping) {
                keys(kind, mapping, known, findings);
                told(kind, mapping, findings);
            } else if (!known.isEmpty()) {
                findings.error(
                        value,
                        Rule.SCENARIO,
                        "%s is told nothing".formatted(kind),
                        "it has " + String.join(", ", new TreeSet<>(known)));
            }
            read.add(new Scenario.Step(kind, YamlValues.json(value), tuple.getKeyNode()));
        }
        return read;
    }

    private static void told(String kind, MappingNode step, FileFindings findings) {
        String needed =
                switch (kind) {
                    case "pod", "delete", "object" -> "name";
                    case "request" -> "path";
                    default -> "uri";
                };
        if (YamlNodes.value(step, needed) == null) {
            findings.error(
                    step, Rule.SCENARIO, "%s has no %s".formatted(kind, needed), "%s: is needed".formatted(needed));
        }
        Node becomes = YamlNodes.value(step, "becomes");
        String word = YamlNodes.scalar(becomes);
        if (kind.equals("pod") && (becomes == null || word == null || !WORDS.contains(word))) {
            findings.error(
                    becomes == null ? step : becomes,
                    Rule.SCENARIO,
                    becomes == null ? "the pod does not become anything" : "a pod cannot become '%s'".formatted(word),
                    word == null ? "becomes: is one of " + String.join(", ", WORDS) : Nearest.hint(word, WORDS));
        }
        for (Node message : YamlNodes.items(YamlNodes.value(step, "received"))) {
            if (message instanceof MappingNode one) {
                keys("a message", one, MESSAGE, findings);
            }
        }
        if (YamlNodes.value(step, "answer") instanceof MappingNode answer) {
            keys("an answer", answer, MESSAGE, findings);
        }
    }

    private static JsonNode object(Node node, FileFindings findings) {
        JsonNode object = YamlValues.json(node);
        for (String needed : new String[] {"/apiVersion", "/kind", "/metadata/name"}) {
            if (!object.at(needed).isTextual()
                    && !object.at("/metadata/generateName").isTextual()) {
                findings.error(
                        node,
                        Rule.SCENARIO,
                        "an object has no %s".formatted(needed.substring(1).replace('/', '.')),
                        "it is a manifest, as kubectl takes it");
            }
        }
        return object;
    }

    private static void keys(String what, MappingNode mapping, Set<String> known, FileFindings findings) {
        for (NodeTuple tuple : mapping.getValue()) {
            String key = String.valueOf(YamlNodes.scalar(tuple.getKeyNode()));
            if (!known.contains(key)) {
                findings.error(
                        tuple.getKeyNode(),
                        Rule.SCENARIO,
                        "%s has no '%s'".formatted(what, key),
                        Nearest.hint(key, known));
            }
        }
    }

    private static Map<String, String> texts(@Nullable Node node) {
        Map<String, String> texts = new LinkedHashMap<>();
        YamlNodes.tuples(node)
                .forEach(tuple -> texts.put(
                        String.valueOf(YamlNodes.scalar(tuple.getKeyNode())),
                        Objects.requireNonNullElse(YamlNodes.scalar(tuple.getValueNode()), "")));
        return texts;
    }
}

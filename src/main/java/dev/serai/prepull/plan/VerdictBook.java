package dev.serai.prepull.plan;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.serai.prepull.pod.PullPodTemplate;
import dev.serai.prepull.spec.ImagePrepull;
import dev.serai.prepull.verdict.PullMarks;
import java.time.format.DateTimeParseException;
import java.util.HashMap;
import java.util.Map;
import java.util.Map.Entry;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The verdicts of one ImagePrepull, as its ConfigMap stores them. Nodes are spread over a few keys, so that a verdict
 * changes a small part and thousands of nodes stay far below what an object may be large.
 *
 * @param version the ConfigMap's version; null before there is one
 * @param run the work that the verdicts are of; null before there is one
 * @param nodes the verdicts by the name of the node
 */
public record VerdictBook(
        @Nullable String version, @Nullable PrepullRun run, Map<String, NodeVerdict> nodes) {

    /** Nothing is stored. */
    public static final VerdictBook NONE = new VerdictBook(null, null, Map.of());

    private static final JsonMapper JSON = new JsonMapper();
    private static final String RUN = "run";
    private static final String PART = "nodes-";
    private static final int PARTS = 64;
    // Whole messages of the failures that people look at first. The others keep their reasons.
    private static final int MOST_MESSAGES = 100;

    public VerdictBook {
        nodes = Map.copyOf(nodes);
    }

    /** The name of the ConfigMap: another ImagePrepull of the same name has another one. */
    public static String name(ImagePrepull prepull) {
        return prepull.name() + "-prepull-"
                + prepull.uid().substring(0, Math.min(8, prepull.uid().length()));
    }

    /** Reads the ConfigMap. */
    public static VerdictBook parse(JsonNode configMap) {
        var nodes = new HashMap<String, NodeVerdict>();
        JsonNode data = configMap.path("data");
        data.properties().forEach(part -> {
            if (part.getKey().startsWith(PART)) {
                part.getValue().asText().lines().forEach(line -> VerdictLine.read(line, nodes::put));
            }
        });
        return new VerdictBook(
                configMap.path("metadata").path("resourceVersion").asText(), run(data.path(RUN)), nodes);
    }

    /** The same as of another version. */
    public VerdictBook at(String stored) {
        return new VerdictBook(stored, run, nodes);
    }

    /** The ConfigMap, to be made. */
    public ObjectNode configMap(ImagePrepull prepull) {
        ObjectNode map = JSON.createObjectNode().put("apiVersion", "v1").put("kind", "ConfigMap");
        ObjectNode metadata =
                map.putObject("metadata").put("name", name(prepull)).put("namespace", prepull.namespace());
        metadata.putObject("labels").put(PullMarks.PREPULL, prepull.name());
        metadata.putArray("ownerReferences").add(PullPodTemplate.owner(prepull));
        ObjectNode data = map.putObject("data").put(RUN, text(run));
        parts().forEach(data::put);
        return map;
    }

    /** The merge patch that makes this of {@code stored}, and of nothing else. */
    public ObjectNode patch(VerdictBook stored) {
        ObjectNode patch = JSON.createObjectNode();
        patch.putObject("metadata").put("resourceVersion", stored.version());
        ObjectNode data = patch.putObject("data");
        if (run != null && !run.equals(stored.run())) {
            data.put(RUN, text(run));
        }
        Map<String, String> parts = parts();
        Map<String, String> before = stored.parts();
        parts.forEach((key, text) -> {
            if (!text.equals(before.get(key))) {
                data.put(key, text);
            }
        });
        before.keySet().stream().filter(key -> !parts.containsKey(key)).forEach(data::putNull);
        return patch;
    }

    private Map<String, String> parts() {
        int[] messages = {0};
        return new TreeMap<>(nodes)
                .entrySet().stream()
                        .collect(Collectors.groupingBy(
                                entry -> PART
                                        + "%02d"
                                                .formatted(Math.floorMod(
                                                        entry.getKey().hashCode(), PARTS)),
                                TreeMap::new,
                                Collectors.mapping(entry -> line(entry, messages), Collectors.joining("\n"))));
    }

    private static String line(Entry<String, NodeVerdict> entry, int[] messages) {
        boolean whole = entry.getValue().phase() == NodeVerdict.Phase.FAILED && messages[0]++ < MOST_MESSAGES;
        return VerdictLine.write(entry.getKey(), entry.getValue(), whole);
    }

    private static @Nullable PrepullRun run(JsonNode text) {
        try {
            return text.isTextual() ? PrepullRun.parse(JSON.readTree(text.asText())) : null;
        } catch (JsonProcessingException | DateTimeParseException e) {
            // Somebody has broken it: the run begins again.
            return null;
        }
    }

    private static String text(@Nullable PrepullRun run) {
        return run == null ? "{}" : run.toJson().toString();
    }
}

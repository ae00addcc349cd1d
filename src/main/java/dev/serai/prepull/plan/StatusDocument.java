package dev.serai.prepull.plan;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.serai.prepull.spec.ImagePrepull;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/**
 * {@code status} of an ImagePrepull.
 *
 * @param prepull whose
 * @param run the run it tells of
 * @param counts how many nodes are where
 * @param holdsInVain whether some nodes cannot hold their images
 * @param now the time
 */
record StatusDocument(ImagePrepull prepull, PrepullRun run, NodeCounts counts, boolean holdsInVain, Instant now) {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final int MOST_DETAILS = 100;
    // Of the 64 KiB that an object is to stay below.
    private static final int DETAIL_BYTES = 40_960;
    private static final int MESSAGE_LETTERS = 160;

    ObjectNode json(List<NodeDetail> details) {
        ObjectNode status = JSON.objectNode().put("observedGeneration", run.generation());
        if (!run.suspended()) {
            status.put("startTime", seconds(run.started()));
        }
        Instant completed = run.completed();
        if (completed != null) {
            status.put("completionTime", seconds(completed));
        }
        status.putObject("nodes")
                .put("desired", counts.desired())
                .put("active", counts.active())
                .put("succeeded", counts.succeeded())
                .put("failed", counts.failed())
                .put("skipped", counts.skipped());
        status.set("details", details(details));
        ArrayNode conditions = status.putArray("conditions");
        boolean left = counts.done() < counts.desired();
        conditions.add(progressing(left));
        conditions.add(
                condition("Complete", completed != null, completed == null ? "Working" : "Done", counts.toString()));
        conditions.add(degraded());
        return status;
    }

    private ObjectNode progressing(boolean left) {
        if (run.suspended()) {
            return condition("Progressing", false, "Suspended", "spec.suspend is true");
        }
        String message = counts.waiting() == 0 ? "" : "%d nodes wait for their next try".formatted(counts.waiting());
        return condition("Progressing", left || run.isOpen(), left ? "Pulling" : "Done", message);
    }

    private ObjectNode degraded() {
        if (counts.failed() > 0) {
            return condition("Degraded", true, "NodesFailed", "%d nodes failed".formatted(counts.failed()));
        }
        return holdsInVain
                ? condition(
                        "Degraded",
                        true,
                        "HoldUnsupported",
                        "some nodes cannot mount images, so nothing is held there; see serai.prepull.mechanism")
                : condition("Degraded", false, "AsExpected", "");
    }

    private ObjectNode condition(String type, boolean is, String reason, String message) {
        String value = is ? "True" : "False";
        return JSON.objectNode()
                .put("type", type)
                .put("status", value)
                .put("observedGeneration", run.generation())
                .put("lastTransitionTime", since(type, value))
                .put("reason", reason)
                .put("message", message);
    }

    private String since(String type, String value) {
        for (JsonNode known : prepull.status().path("conditions")) {
            if (known.path("type").asText().equals(type)
                    && known.path("status").asText().equals(value)) {
                return known.path("lastTransitionTime").asText();
            }
        }
        return seconds(now);
    }

    // Each node first, then what images there is room for.
    private static ArrayNode details(List<NodeDetail> details) {
        ArrayNode shown = JSON.arrayNode();
        List<NodeDetail> first = details.subList(0, Math.min(MOST_DETAILS, details.size()));
        first.forEach(detail -> shown.addObject()
                .put("node", detail.node())
                .put("phase", detail.phase())
                .put("reason", detail.reason())
                .put("message", VerdictLine.cut(detail.message(), MESSAGE_LETTERS)));
        int left = DETAIL_BYTES - size(shown);
        for (int i = 0; i < first.size(); i++) {
            if (first.get(i).images().isEmpty()) {
                continue;
            }
            ArrayNode images = images(first.get(i));
            left -= size(images);
            if (left < 0) {
                break;
            }
            ((ObjectNode) shown.get(i)).set("images", images);
        }
        return shown;
    }

    private static ArrayNode images(NodeDetail detail) {
        ArrayNode images = JSON.arrayNode();
        detail.images().forEach(image -> images.addObject()
                .put("image", image.image())
                .put("reason", image.reason())
                .put("message", VerdictLine.cut(image.message(), MESSAGE_LETTERS)));
        return images;
    }

    private static int size(ArrayNode json) {
        return json.toString().getBytes(StandardCharsets.UTF_8).length;
    }

    private static String seconds(Instant time) {
        return time.truncatedTo(ChronoUnit.SECONDS).toString();
    }
}

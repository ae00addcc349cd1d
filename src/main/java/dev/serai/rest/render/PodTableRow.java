package dev.serai.rest.render;

import static dev.serai.rest.render.PodPrinterStatus.text;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.List;

/** A pod as a row of a table: {@code printPod} of Kubernetes' printers.go, with the columns of {@code -o wide}. */
final class PodTableRow {

    private PodTableRow() {}

    /** The row, without the pod itself. */
    static ObjectNode of(JsonNode pod, Instant now) {
        var state = new PodPrinterStatus(pod);
        ObjectNode row = JsonNodeFactory.instance.objectNode();
        var cells = row.putArray("cells");
        cells(pod, state, now).forEach(cells::add);
        switch (state.phase()) {
            case "Succeeded" -> completed(row, state.phase(), "The pod has completed successfully.");
            case "Failed" -> completed(row, state.phase(), "The pod failed.");
            default -> {
                // Not completed: the row has no condition.
            }
        }
        return row;
    }

    private static List<String> cells(JsonNode pod, PodPrinterStatus state, Instant now) {
        JsonNode metadata = pod.path("metadata");
        JsonNode status = pod.path("status");
        return List.of(
                text(metadata, "name"),
                state.ready(),
                state.reason(),
                state.restarts().cell(now),
                GoTime.since(GoTime.of(metadata.path("creationTimestamp")), now),
                orNone(ip(status)),
                orNone(text(pod.path("spec"), "nodeName")),
                orNone(text(status, "nominatedNodeName")),
                readinessGates(pod.path("spec").path("readinessGates"), state));
    }

    // If the two differ, the older field counts: Convert_v1_PodStatus_To_core_PodStatus of conversion.go.
    private static String ip(JsonNode status) {
        String ip = text(status, "podIP");
        return ip.isEmpty() ? text(status.path("podIPs").path(0), "ip") : ip;
    }

    private static String readinessGates(JsonNode gates, PodPrinterStatus state) {
        if (gates.isEmpty()) {
            return "<none>";
        }
        int open = 0;
        for (JsonNode gate : gates) {
            if (state.isTrue(text(gate, "conditionType"))) {
                open++;
            }
        }
        return open + "/" + gates.size();
    }

    private static String orNone(String value) {
        return value.isEmpty() ? "<none>" : value;
    }

    private static void completed(ObjectNode row, String reason, String message) {
        row.putArray("conditions")
                .addObject()
                .put("type", "Completed")
                .put("status", "True")
                .put("reason", reason)
                .put("message", message);
    }
}

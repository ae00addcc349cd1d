package dev.serai.prepull.pod;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.serai.kube.selector.Labels;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * A node, as far as a plan needs to know it.
 *
 * @param name its name
 * @param uid its uid
 * @param labels its labels
 * @param skipped why no pod is to work there now: {@code Unschedulable}, {@code NotReady} or {@code DiskPressure};
 *     empty if one may
 * @param kubelet the kubelet's version, such as {@code v1.35.4}
 * @param runtime the container runtime and its version, such as {@code containerd://2.1.3}
 */
public record WorkerNode(String name, String uid, Labels labels, String skipped, String kubelet, String runtime) {

    private static final JsonMapper JSON = new JsonMapper();

    /** Reads a node. */
    public static WorkerNode parse(byte[] json) {
        JsonNode node;
        try {
            node = JSON.readTree(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        JsonNode metadata = node.path("metadata");
        JsonNode info = node.path("status").path("nodeInfo");
        var labels = new Labels.Builder();
        metadata.path("labels")
                .properties()
                .forEach(label -> labels.add(label.getKey(), label.getValue().asText()));
        return new WorkerNode(
                metadata.path("name").asText(),
                metadata.path("uid").asText(),
                labels.build(),
                skipped(node),
                info.path("kubeletVersion").asText(),
                info.path("containerRuntimeVersion").asText());
    }

    /** Why no pod is to work there now, for people. */
    public String skippedMessage() {
        return switch (skipped) {
            case "Unschedulable" -> "the node is cordoned";
            case "NotReady" -> "the node is not ready";
            case "DiskPressure" -> "the node has too little disk space";
            default -> "";
        };
    }

    private static String skipped(JsonNode node) {
        if (node.path("spec").path("unschedulable").asBoolean()
                || node.path("metadata").has("deletionTimestamp")) {
            return "Unschedulable";
        }
        if (!condition(node, "Ready").equals("True")) {
            return "NotReady";
        }
        return condition(node, "DiskPressure").equals("True") ? "DiskPressure" : "";
    }

    private static String condition(JsonNode node, String type) {
        for (JsonNode condition : node.path("status").path("conditions")) {
            if (condition.path("type").asText().equals(type)) {
                return condition.path("status").asText();
            }
        }
        return "";
    }
}

package dev.serai.prepull.plan;

import dev.serai.prepull.pod.PullPod;
import dev.serai.prepull.pod.WorkerNode;
import dev.serai.prepull.verdict.PullMarks;
import dev.serai.prepull.verdict.PullVerdict.FailedImage;
import java.util.List;

/**
 * One entry of {@code status.details}.
 *
 * @param node the node
 * @param phase {@code Active}, {@code Failed} or {@code Skipped}
 * @param reason why, one word
 * @param message for people
 * @param images the images that failed
 */
record NodeDetail(String node, String phase, String reason, String message, List<FailedImage> images) {

    static NodeDetail active(PullPod pod) {
        return new NodeDetail(pod.node(), "Active", "Pulling", "try " + (pod.tries() + 1), List.of());
    }

    static NodeDetail failed(String node, NodeVerdict verdict) {
        return new NodeDetail(node, "Failed", verdict.reason(), message(verdict), verdict.images());
    }

    static NodeDetail skipped(WorkerNode node) {
        return new NodeDetail(node.name(), "Skipped", node.skipped(), node.skippedMessage(), List.of());
    }

    private static String message(NodeVerdict verdict) {
        return switch (verdict.reason()) {
            case PullMarks.TIMEOUT -> "the images did not arrive within spec.timeoutSeconds";
            case PullMarks.DEADLINE_EXCEEDED -> "the images did not arrive within spec.activeDeadlineSeconds";
            default -> verdict.message();
        };
    }
}

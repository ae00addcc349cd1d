package dev.serai.prepull.verdict;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Set;

/**
 * What the status of one container says of its image.
 *
 * @param image the image it stands for
 * @param status the container's status; missing before the kubelet has written one
 */
record ContainerPull(String image, JsonNode status) {

    // Reasons for a container to wait, from kubernetes/pkg/kubelet/images/types.go.
    private static final Set<String> FAILURES =
            Set.of("ErrImagePull", "ImagePullBackOff", "InvalidImageName", "ErrImageNeverPull");
    // What goes wrong after the pull: kubernetes/pkg/kubelet/kuberuntime/kuberuntime_container.go, and the runtimes.
    private static final Set<String> PROOFS =
            Set.of("StartError", "RunContainerError", "CreateContainerError", "CrashLoopBackOff");
    // The kubelet ends containers so that it knows nothing of, those that never ran among them.
    private static final String UNKNOWN = "ContainerStatusUnknown";

    // The kubelet has said nothing of it.
    private static final String PENDING = "Pending";

    boolean isFailed() {
        return FAILURES.contains(waiting());
    }

    boolean isProved() {
        return !isFailed()
                && (status.path("state").has("running")
                        || hasEnded(status.path("state"))
                        || PROOFS.contains(waiting())
                        || status.path("restartCount").asInt() > 0
                        || hasEnded(status.path("lastState")));
    }

    PullVerdict.FailedImage failure() {
        JsonNode waiting = status.path("state").path("waiting");
        String reason = waiting();
        return new PullVerdict.FailedImage(
                image,
                reason.isEmpty() ? PENDING : reason,
                waiting.path("message").asText());
    }

    private String waiting() {
        return status.path("state").path("waiting").path("reason").asText();
    }

    private static boolean hasEnded(JsonNode state) {
        return state.has("terminated")
                && !state.path("terminated").path("reason").asText().equals(UNKNOWN);
    }
}

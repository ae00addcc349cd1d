package dev.serai.prepull.verdict;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;

/**
 * Whether the images of one pod were pulled.
 *
 * @param outcome what became of it
 * @param reason why it failed, one word; empty unless it failed
 * @param message the same for people; may be empty
 * @param images the images that failed
 */
public record PullVerdict(Outcome outcome, String reason, String message, List<FailedImage> images) {

    /** What became of a pod. */
    public enum Outcome {
        /** Nothing is proved yet. */
        OPEN,
        /** Each image is on the node. */
        PULLED,
        /** This pod will not bring all images. */
        FAILED
    }

    /**
     * An image that could not be pulled.
     *
     * @param image its reference
     * @param reason the kubelet's reason, such as {@code ErrImagePull}
     * @param message the kubelet's message; may be empty
     */
    public record FailedImage(String image, String reason, String message) {}

    private static final PullVerdict OPEN = new PullVerdict(Outcome.OPEN, "", "", List.of());
    private static final PullVerdict PULLED = new PullVerdict(Outcome.PULLED, "", "", List.of());

    public PullVerdict {
        images = List.copyOf(images);
    }

    /**
     * The verdict on a pod in a certain state; a missing node is a pod that is not there yet.
     *
     * <p>One image that fails decides at once. No other image loses its chance by that: a kubelet reports a failure
     * only after it has tried all images of the pod.
     */
    public static PullVerdict of(JsonNode pod) {
        JsonNode status = pod.path("status");
        String givenUp = pod.path("metadata")
                .path("annotations")
                .path(PullMarks.GIVEN_UP)
                .asText();
        if (!givenUp.isEmpty()) {
            return new PullVerdict(Outcome.FAILED, givenUp, "", unproved(pod));
        }
        // The kubelet rejected or evicted it. A pod whose containers ended by themselves has no reason.
        String rejection = status.path("reason").asText();
        if (status.path("phase").asText().equals("Failed") && !rejection.isEmpty()) {
            return new PullVerdict(
                    Outcome.FAILED, rejection, status.path("message").asText(), List.of());
        }
        List<ContainerPull> pulls = pulls(pod);
        List<FailedImage> failed = pulls.stream()
                .filter(ContainerPull::isFailed)
                .map(ContainerPull::failure)
                .toList();
        if (!failed.isEmpty()) {
            FailedImage first = failed.get(0);
            return new PullVerdict(Outcome.FAILED, first.reason(), first.message(), failed);
        }
        return !pulls.isEmpty() && pulls.stream().allMatch(ContainerPull::isProved) ? PULLED : OPEN;
    }

    /** Whether a pod pulls images for an ImagePrepull. */
    public static boolean isPullPod(JsonNode pod) {
        return pod.path("metadata").path("labels").has(PullMarks.PREPULL)
                && pod.path("metadata").path("annotations").has(PullMarks.RUN);
    }

    /** Whether a failure of this pod is the last word on its node. */
    public static boolean isLastTry(JsonNode pod) {
        JsonNode annotations = pod.path("metadata").path("annotations");
        return annotations.path(PullMarks.LAST_TRY).asText().equals("true")
                || annotations.path(PullMarks.GIVEN_UP).asText().equals(PullMarks.DEADLINE_EXCEEDED);
    }

    private static List<FailedImage> unproved(JsonNode pod) {
        return pulls(pod).stream()
                .filter(pull -> !pull.isProved())
                .map(ContainerPull::failure)
                .toList();
    }

    private static List<ContainerPull> pulls(JsonNode pod) {
        Map<String, JsonNode> statuses = new HashMap<>();
        pod.path("status")
                .path("containerStatuses")
                .forEach(status -> statuses.put(status.path("name").asText(), status));
        List<ContainerPull> pulls = new ArrayList<>();
        for (JsonNode container : pod.path("spec").path("containers")) {
            String name = container.path("name").asText();
            pulls.add(new ContainerPull(image(pod, container), statuses.getOrDefault(name, MissingNode.getInstance())));
        }
        return pulls;
    }

    // A container that mounts an image stands for it, and bears the name of the volume.
    private static String image(JsonNode pod, JsonNode container) {
        String name = container.path("name").asText();
        return StreamSupport.stream(pod.path("spec").path("volumes").spliterator(), false)
                .filter(volume -> volume.path("name").asText().equals(name))
                .map(volume -> volume.path("image").path("reference").asText())
                .filter(reference -> !reference.isEmpty())
                .findFirst()
                .orElse(container.path("image").asText());
    }
}

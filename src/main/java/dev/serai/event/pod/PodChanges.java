package dev.serai.event.pod;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.serai.prepull.verdict.PullVerdict;
import dev.serai.prepull.verdict.PullVerdict.Outcome;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Finds what changed between two states of a pod. */
public final class PodChanges {

    private static final String OOM_KILLED = "OOMKilled";
    // Why the kubelet lets a container wait: kubernetes/pkg/kubelet/images/types.go.
    private static final Set<String> PULL_FAILURES = Set.of(
            "ErrImagePull",
            "ImagePullBackOff",
            "ErrImageNeverPull",
            "InvalidImageName",
            "ImageInspectError",
            "RegistryUnavailable",
            "SignatureValidationFailed");
    // Reasons of the condition DisruptionTarget. TerminationByKubelet is missing: a node's shutdown has it too, and an
    // evicted pod says so itself.
    private static final Set<String> EVICTIONS =
            Set.of("EvictionByEvictionAPI", "DeletionByTaintManager", "PreemptionByScheduler");

    /**
     * One change.
     *
     * @param change what changed
     * @param container the container that changed; null if it is the pod
     */
    public record Found(PodChange change, @Nullable String container) {}

    private PodChanges() {}

    /** The changes from one state to another, in order. {@code before} is a missing node for a new pod. */
    public static List<Found> between(JsonNode before, JsonNode after) {
        var found = new ArrayList<Found>();
        pod(found, PodChange.SCHEDULED, !isScheduled(before) && isScheduled(after));
        Map<String, JsonNode> known = containers(before);
        List<Container> containers = containers(after).entrySet().stream()
                .map(entry -> new Container(
                        entry.getKey(),
                        known.getOrDefault(entry.getKey(), MissingNode.getInstance()),
                        entry.getValue()))
                .toList();
        containers(found, PodChange.IMAGE_PULL_FAILED, containers, Container::beganToFailPulling);
        containers(found, PodChange.OOMKILLED, containers, Container::wasOomKilled);
        containers(found, PodChange.RESTARTED, containers, Container::restarted);
        pod(found, PodChange.UNREADY, isReady(before) && !isReady(after));
        pod(found, PodChange.READY, !isReady(before) && isReady(after));
        pod(found, PodChange.EVICTED, !isEvicted(before) && isEvicted(after));
        pod(found, PodChange.COMPLETED, !isPhase(before, "Succeeded") && isPhase(after, "Succeeded"));
        pod(found, PodChange.FAILED, !isPhase(before, "Failed") && isPhase(after, "Failed"));
        pod(found, PodChange.IMAGE_PREPULLED, isDecided(before, after, Outcome.PULLED));
        pod(
                found,
                PodChange.IMAGE_PREPULL_FAILED,
                isDecided(before, after, Outcome.FAILED) && PullVerdict.isLastTry(after));
        return found;
    }

    // Once a pod: what comes of its images after the verdict is no news.
    private static boolean isDecided(JsonNode before, JsonNode after, Outcome outcome) {
        return PullVerdict.isPullPod(after)
                && PullVerdict.of(after).outcome() == outcome
                && PullVerdict.of(before).outcome() == Outcome.OPEN;
    }

    private static void pod(List<Found> found, PodChange change, boolean happened) {
        if (happened) {
            found.add(new Found(change, null));
        }
    }

    private static void containers(
            List<Found> found, PodChange change, List<Container> containers, Predicate<Container> happened) {
        containers.stream().filter(happened).forEach(container -> found.add(new Found(change, container.name())));
    }

    private static boolean isScheduled(JsonNode pod) {
        return !pod.at("/spec/nodeName").asText().isEmpty();
    }

    private static boolean isReady(JsonNode pod) {
        return condition(pod, "Ready").path("status").asText().equals("True");
    }

    private static boolean isPhase(JsonNode pod, String phase) {
        return pod.at("/status/phase").asText().equals(phase);
    }

    private static boolean isEvicted(JsonNode pod) {
        JsonNode disruption = condition(pod, "DisruptionTarget");
        return pod.at("/status/reason").asText().equals("Evicted")
                || disruption.path("status").asText().equals("True")
                        && EVICTIONS.contains(disruption.path("reason").asText());
    }

    private static JsonNode condition(JsonNode pod, String type) {
        for (JsonNode condition : pod.at("/status/conditions")) {
            if (condition.path("type").asText().equals(type)) {
                return condition;
            }
        }
        return MissingNode.getInstance();
    }

    // A name is unique among all containers of a pod, of any kind.
    private static Map<String, JsonNode> containers(JsonNode pod) {
        var statuses = new LinkedHashMap<String, JsonNode>();
        Stream.of("initContainerStatuses", "containerStatuses", "ephemeralContainerStatuses")
                .map(list -> pod.path("status").path(list))
                .forEach(list ->
                        list.forEach(status -> statuses.put(status.path("name").asText(), status)));
        return statuses;
    }

    private record Container(String name, JsonNode before, JsonNode after) {

        boolean restarted() {
            return after.path("restartCount").asInt()
                    > before.path("restartCount").asInt();
        }

        boolean beganToFailPulling() {
            return failsPulling(after) && !failsPulling(before);
        }

        boolean wasOomKilled() {
            return !oomKills(before).containsAll(oomKills(after));
        }

        private static boolean failsPulling(JsonNode status) {
            return PULL_FAILURES.contains(status.at("/state/waiting/reason").asText());
        }

        // A killed container is in `state`, and after its restart in `lastState`: both mean the same kill.
        private static Set<String> oomKills(JsonNode status) {
            return Stream.of(status.at("/state/terminated"), status.at("/lastState/terminated"))
                    .filter(ended -> ended.path("reason").asText().equals(OOM_KILLED))
                    .map(ended -> ended.path("containerID").asText()
                            + ended.path("finishedAt").asText())
                    .collect(Collectors.toSet());
        }
    }
}

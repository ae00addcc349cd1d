package dev.serai.scenario;

import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStateBuilder;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.ContainerStatusBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.PodConditionBuilder;
import io.fabric8.kubernetes.api.model.PodStatus;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;

/** The status that kubelets and controllers write when a pod becomes what a word of {@code changes=} says. */
final class PodWords {

    private static final String TIME = "2026-01-01T00:00:00Z";

    private PodWords() {}

    /** The pod after it has become that. */
    static Pod after(Pod pod, String word) {
        Pod ready = new PodBuilder(pod)
                .withStatus(Objects.requireNonNullElseGet(pod.getStatus(), PodStatus::new))
                .build();
        return switch (word) {
            case "scheduled" -> with(ready, "Pending", false, status -> status);
            case "running", "ready" -> with(ready, "Running", true, status -> in(status, true, running()));
            case "unready" -> with(ready, "Running", false, status -> in(status, false, running()));
            case "restarted" -> with(ready, "Running", true, status -> again(status, "Error", 1));
            case "oomkilled" -> with(ready, "Running", true, status -> again(status, "OOMKilled", 137));
            case "image-pull-failed" ->
                with(
                        ready,
                        "Pending",
                        false,
                        status -> in(
                                status,
                                false,
                                new ContainerStateBuilder()
                                        .withNewWaiting("Back-off pulling image", "ErrImagePull")
                                        .build()));
            case "completed" -> with(ready, "Succeeded", false, status -> in(status, false, ended("Completed", 0)));
            case "failed" -> with(ready, "Failed", false, status -> in(status, false, ended("Error", 1)));
            case "evicted" ->
                new PodBuilder(ready)
                        .editStatus()
                        .withPhase("Failed")
                        .withReason("Evicted")
                        .withMessage("The node was low on resource: memory.")
                        .endStatus()
                        .build();
            default -> throw new IllegalArgumentException("a pod cannot become '%s'".formatted(word));
        };
    }

    private static Pod with(Pod pod, String phase, boolean ready, UnaryOperator<ContainerStatus> change) {
        List<ContainerStatus> containers = pod.getSpec().getContainers().stream()
                .map(container -> pod.getStatus().getContainerStatuses().stream()
                        .filter(status -> status.getName().equals(container.getName()))
                        .findFirst()
                        .orElseGet(() -> new ContainerStatusBuilder()
                                .withName(container.getName())
                                .withImage(container.getImage())
                                .withImageID("")
                                .withRestartCount(0)
                                .withReady(false)
                                .withNewState()
                                .withNewWaiting(null, "ContainerCreating")
                                .endState()
                                .build()))
                .map(change)
                .toList();
        return new PodBuilder(pod)
                .editStatus()
                .withPhase(phase)
                .withStartTime(Objects.requireNonNullElse(pod.getStatus().getStartTime(), TIME))
                .withConditions(condition("PodScheduled", true), condition("Ready", ready))
                .withContainerStatuses(containers)
                .endStatus()
                .build();
    }

    private static ContainerStatus again(ContainerStatus status, String reason, int code) {
        return new ContainerStatusBuilder(status)
                .withReady(true)
                .withStarted(true)
                .withRestartCount(status.getRestartCount() + 1)
                .withLastState(ended(reason, code))
                .withState(running())
                .build();
    }

    private static ContainerStatus in(ContainerStatus status, boolean ready, ContainerState state) {
        return new ContainerStatusBuilder(status)
                .withReady(ready)
                .withStarted(ready)
                .withState(state)
                .build();
    }

    private static ContainerState running() {
        return new ContainerStateBuilder().withNewRunning(TIME).build();
    }

    private static ContainerState ended(String reason, int code) {
        return new ContainerStateBuilder()
                .withNewTerminated()
                .withExitCode(code)
                .withReason(reason)
                .withStartedAt(TIME)
                .withFinishedAt(TIME)
                .endTerminated()
                .build();
    }

    private static PodCondition condition(String type, boolean holds) {
        return new PodConditionBuilder()
                .withType(type)
                .withStatus(holds ? "True" : "False")
                .withLastTransitionTime(TIME)
                .build();
    }
}

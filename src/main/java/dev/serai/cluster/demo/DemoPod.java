package dev.serai.cluster.demo;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStateBuilder;
import io.fabric8.kubernetes.api.model.ContainerStateRunning;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.ContainerStatusBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.PodConditionBuilder;
import io.fabric8.kubernetes.api.model.PodStatus;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The steps of a pod's life, as a scheduler and a kubelet write them. */
final class DemoPod {
    private DemoPod() {}

    static boolean isScheduled(Pod pod) {
        return pod.getSpec().getNodeName() != null;
    }

    static boolean hasEnded(Pod pod) {
        return pod.getStatus() != null && "Succeeded".equals(pod.getStatus().getPhase());
    }

    static Instant startedAt(Pod pod) {
        return Instant.parse(pod.getStatus().getStartTime());
    }

    static Instant endedAt(Pod pod) {
        return Instant.parse(pod.getStatus()
                .getContainerStatuses()
                .get(0)
                .getState()
                .getTerminated()
                .getFinishedAt());
    }

    static boolean isReady(Pod pod) {
        return pod.getStatus().getConditions().stream()
                .anyMatch(c -> c.getType().equals("Ready") && c.getStatus().equals("True"));
    }

    static Pod scheduled(Pod pod, String node, Instant now) {
        PodBuilder placed =
                new PodBuilder(pod).editSpec().withNodeName(node).endSpec().withStatus(new PodStatus());
        return in(placed.build(), "Pending", false, "ContainersNotReady", now, DemoPod::creating);
    }

    static Pod running(Pod pod, String ip, Instant now) {
        Pod addressed = new PodBuilder(pod)
                .editStatus()
                .withPodIP(ip)
                .withPodIPs()
                .addNewPodIP(ip)
                .endStatus()
                .build();
        return in(addressed, "Running", true, null, now, container -> {
            ContainerStatus was = status(pod, container);
            ContainerState state = was.getState().getRunning() == null ? runningSince(now) : was.getState();
            return new ContainerStatusBuilder(was)
                    .withImageID("docker-pullable://" + container.getImage())
                    .withContainerID(
                            "containerd://%s-%d".formatted(pod.getMetadata().getUid(), was.getRestartCount()))
                    .withReady(true)
                    .withStarted(true)
                    .withState(state)
                    .build();
        });
    }

    static Pod restarted(Pod pod, String reason, int exitCode, Instant now) {
        return in(pod, "Running", false, "ContainersNotReady", now, container -> {
            ContainerStatus was = status(pod, container);
            return new ContainerStatusBuilder(was)
                    .withReady(false)
                    .withStarted(false)
                    .withRestartCount(was.getRestartCount() + 1)
                    .withLastState(ended(was, reason, exitCode, now))
                    .withState(runningSince(now))
                    .build();
        });
    }

    static Pod succeeded(Pod pod, Instant now) {
        return in(pod, "Succeeded", false, "PodCompleted", now, container -> {
            ContainerStatus was = status(pod, container);
            return new ContainerStatusBuilder(was)
                    .withReady(false)
                    .withStarted(false)
                    .withState(ended(was, "Completed", 0, now))
                    .build();
        });
    }

    private static Pod in(
            Pod pod,
            String phase,
            boolean ready,
            @Nullable String why,
            Instant now,
            Function<Container, ContainerStatus> containers) {
        String since = Objects.requireNonNullElse(pod.getStatus().getStartTime(), now.toString());
        return new PodBuilder(pod)
                .editStatus()
                .withPhase(phase)
                .withHostIP("192.168.49.2")
                .withStartTime(since)
                .withQosClass("Burstable")
                .withConditions(Stream.of(
                                condition(pod, "PodScheduled", true, null, now),
                                condition(pod, "Initialized", true, null, now),
                                condition(pod, "ContainersReady", ready, why, now),
                                condition(pod, "Ready", ready, why, now))
                        .toList())
                .withContainerStatuses(
                        pod.getSpec().getContainers().stream().map(containers).toList())
                .endStatus()
                .build();
    }

    private static PodCondition condition(Pod pod, String type, boolean holds, @Nullable String why, Instant now) {
        String status = holds ? "True" : "False";
        return pod.getStatus().getConditions().stream()
                .filter(was -> was.getType().equals(type) && was.getStatus().equals(status))
                .findFirst()
                .orElseGet(() -> new PodConditionBuilder()
                        .withType(type)
                        .withStatus(status)
                        .withReason(why)
                        .withLastTransitionTime(now.toString())
                        .build());
    }

    private static ContainerStatus status(Pod pod, Container container) {
        return pod.getStatus().getContainerStatuses().stream()
                .filter(status -> status.getName().equals(container.getName()))
                .findFirst()
                .orElseGet(() -> creating(container));
    }

    private static ContainerStatus creating(Container container) {
        return new ContainerStatusBuilder()
                .withName(container.getName())
                .withImage(container.getImage())
                .withImageID("")
                .withRestartCount(0)
                .withReady(false)
                .withStarted(false)
                .withNewState()
                .withNewWaiting(null, "ContainerCreating")
                .endState()
                .build();
    }

    private static ContainerState runningSince(Instant now) {
        return new ContainerStateBuilder().withNewRunning(now.toString()).build();
    }

    private static ContainerState ended(ContainerStatus was, String reason, int exitCode, Instant now) {
        return new ContainerStateBuilder()
                .withNewTerminated()
                .withContainerID(was.getContainerID())
                .withExitCode(exitCode)
                .withReason(reason)
                .withStartedAt(Optional.ofNullable(was.getState().getRunning())
                        .map(ContainerStateRunning::getStartedAt)
                        .orElse(null))
                .withFinishedAt(now.toString())
                .endTerminated()
                .build();
    }
}

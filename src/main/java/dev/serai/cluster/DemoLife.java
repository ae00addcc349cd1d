package dev.serai.cluster;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.api.model.apps.DeploymentStatusBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Random;

/**
 * Scheduler, kubelets, deployment controller and misfortune of the demo cluster.
 * What is to happen next is read from the objects, so that pods of a user live as the samples do, except that only
 * samples fail, and that it takes two calls of {@link #tick} from created to running.
 */
final class DemoLife {
    private static final List<String> NODES = List.of("demo-1", "demo-2");
    private static final Duration TIME_TO_END = Duration.ofSeconds(2);
    private static final Duration JOB_RUNS = Duration.ofSeconds(8);
    private static final Duration JOB_IS_KEPT = Duration.ofSeconds(10);

    private final DemoStore store;
    private final DemoWrites writes;
    private final Clock clock;
    private final Random random;
    private final List<DemoWorkload> deployed;
    private final DemoWorkload job;
    private int addresses;

    DemoLife(DemoStore store, DemoWrites writes, Clock clock, Random random, DemoNames names) {
        this.store = store;
        this.writes = writes;
        this.clock = clock;
        this.random = random;
        deployed = List.of(
                new DemoWorkload("shop", "registry.example/shop:1.4.2", 3, 8080, "7c9d5b6f84", names.uid()),
                new DemoWorkload("mail", "registry.example/mail:2.0.1", 2, 8025, "5f4f8cc6d9", names.uid()));
        job = new DemoWorkload("report", "registry.example/report:0.9.0", 1, 8090, "29384100", names.uid());
    }

    /** What there is before the first tick. */
    void begin() {
        for (String name : List.of("default", "kube-system")) {
            create(
                    DemoResource.NAMESPACES,
                    new NamespaceBuilder()
                            .withNewMetadata()
                            .withName(name)
                            .addToLabels("kubernetes.io/metadata.name", name)
                            .endMetadata()
                            .build());
        }
        for (String name : NODES) {
            create(
                    DemoResource.NODES,
                    new NodeBuilder()
                            .withNewMetadata()
                            .withName(name)
                            .addToLabels("kubernetes.io/hostname", name)
                            .endMetadata()
                            .withNewSpec()
                            .endSpec()
                            .withNewStatus()
                            .addNewCondition()
                            .withType("Ready")
                            .withStatus("True")
                            .withReason("KubeletReady")
                            .endCondition()
                            .endStatus()
                            .build());
        }
        deployed.forEach(workload -> create(DemoResource.DEPLOYMENTS, workload.deployment()));
        deployed.forEach(this::reconcile);
    }

    /** One second of life. */
    void tick() {
        Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
        synchronized (store) {
            pods().forEach(pod -> live(pod, now));
            deployed.forEach(this::reconcile);
            if (pods().stream().noneMatch(job::owns)) {
                create(DemoResource.PODS, withoutRestart(job.pod()));
            }
            store.bookmark();
        }
    }

    private void live(Pod pod, Instant now) {
        if (DemoPod.leaving(pod)) {
            if (!now.isBefore(leftSince(pod).plus(TIME_TO_END))) {
                delete(pod, 0);
            }
        } else if (DemoPod.ended(pod)) {
            if (job.owns(pod) && !now.isBefore(endedAt(pod).plus(JOB_IS_KEPT))) {
                delete(pod, 0);
            }
        } else if (!DemoPod.scheduled(pod)) {
            write(DemoResource.PODS, DemoPod.scheduled(pod, NODES.get(random.nextInt(NODES.size())), now));
        } else if (!DemoPod.ready(pod)) {
            String ip = pod.getStatus().getPodIP();
            write(DemoResource.PODS, DemoPod.running(pod, ip == null ? address() : ip, now));
        } else if (job.owns(pod)) {
            if (!now.isBefore(Instant.parse(pod.getStatus().getStartTime()).plus(JOB_RUNS))) {
                write(DemoResource.PODS, DemoPod.succeeded(pod, now));
            }
        } else if (deployed.stream().anyMatch(workload -> workload.owns(pod))) {
            strike(pod, now);
        }
    }

    private void strike(Pod pod, Instant now) {
        switch (random.nextInt(60)) {
            case 0 -> write(DemoResource.PODS, DemoPod.restarted(pod, "Error", 1, now));
            case 1 -> write(DemoResource.PODS, DemoPod.restarted(pod, "OOMKilled", 137, now));
            case 2 -> delete(pod, 30);
            default -> {
                // Most seconds pass without anything happening.
            }
        }
    }

    private void reconcile(DemoWorkload workload) {
        DemoTarget target = new DemoTarget(DemoResource.DEPLOYMENTS, DemoWorkload.NAMESPACE, workload.name(), false);
        Deployment deployment = store.find(target)
                .map(stored -> Serialization.unmarshal(stored.json(), Deployment.class))
                .orElse(null);
        List<Pod> own = pods().stream()
                .filter(pod -> workload.owns(pod) && !DemoPod.leaving(pod))
                .toList();
        int wanted = deployment == null ? 0 : deployment.getSpec().getReplicas();
        for (int i = own.size(); i < wanted; i++) {
            create(DemoResource.PODS, workload.pod());
        }
        own.stream().skip(wanted).forEach(pod -> delete(pod, 30));
        if (deployment != null) {
            int ready = (int) own.stream().filter(DemoPod::ready).count();
            write(
                    DemoResource.DEPLOYMENTS,
                    new DeploymentBuilder(deployment)
                            .withStatus(new DeploymentStatusBuilder()
                                    .withObservedGeneration(
                                            deployment.getMetadata().getGeneration())
                                    .withReplicas(wanted)
                                    .withUpdatedReplicas(wanted)
                                    .withReadyReplicas(ready)
                                    .withAvailableReplicas(ready)
                                    .build())
                            .build());
        }
    }

    private List<Pod> pods() {
        return store.select(DemoResource.PODS).stream()
                .map(stored -> Serialization.unmarshal(stored.json(), Pod.class))
                .toList();
    }

    private void create(DemoResource resource, HasMetadata object) {
        writes.create(DemoTarget.of(resource, object), json(object));
    }

    private void write(DemoResource resource, HasMetadata object) {
        DemoTarget target = DemoTarget.of(resource, object);
        ObjectNode json = json(object);
        if (!json.equals(writes.existing(target).object())) {
            store.put(target, json);
        }
    }

    private void delete(Pod pod, long grace) {
        ObjectNode options = JsonNodeFactory.instance.objectNode().put("gracePeriodSeconds", grace);
        writes.delete(DemoTarget.of(DemoResource.PODS, pod), options);
    }

    private String address() {
        addresses++;
        return "10.244.%d.%d".formatted(addresses / 250 % 250, addresses % 250 + 2);
    }

    private static Pod withoutRestart(Pod pod) {
        return new PodBuilder(pod)
                .editSpec()
                .withRestartPolicy("Never")
                .endSpec()
                .build();
    }

    private static Instant leftSince(Pod pod) {
        return Instant.parse(pod.getMetadata().getDeletionTimestamp())
                .minusSeconds(pod.getMetadata().getDeletionGracePeriodSeconds());
    }

    private static Instant endedAt(Pod pod) {
        return Instant.parse(pod.getStatus()
                .getContainerStatuses()
                .get(0)
                .getState()
                .getTerminated()
                .getFinishedAt());
    }

    private static ObjectNode json(HasMetadata object) {
        return Serialization.unmarshal(Serialization.asJson(object), ObjectNode.class);
    }
}

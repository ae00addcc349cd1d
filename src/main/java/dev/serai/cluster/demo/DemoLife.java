package dev.serai.cluster.demo;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Random;

/**
 * Plays scheduler, kubelets, controllers and failures of the demo cluster. The pods themselves say what comes next, so
 * a user's pods become Running as the samples do.
 */
final class DemoLife {

    private static final Duration JOB_RUNS = Duration.ofSeconds(8);
    private static final Duration JOB_IS_KEPT = Duration.ofSeconds(10);
    // On average, something happens to a running sample once in this many seconds.
    private static final int CALM = 25;

    private final KubernetesClient client;
    private final Clock clock;
    private final Random random;
    private int addresses;

    DemoLife(KubernetesClient client, Clock clock, Random random) {
        this.client = client;
        this.clock = clock;
        this.random = random;
    }

    /** One second of life. */
    void tick() {
        Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
        List<Pod> pods = client.pods().inAnyNamespace().list().getItems();
        pods.forEach(pod -> live(pod, now));
        for (DemoWorkload workload : DemoWorkload.SAMPLES) {
            long there = pods.stream().filter(workload::owns).count();
            for (long i = there; i < workload.replicas(); i++) {
                client.pods()
                        .inNamespace(DemoWorkload.NAMESPACE)
                        .resource(workload.pod(random))
                        .create();
            }
        }
    }

    private void live(Pod pod, Instant now) {
        boolean sample = DemoWorkload.SAMPLES.stream().anyMatch(workload -> workload.owns(pod));
        if (!DemoPod.isScheduled(pod)) {
            update(DemoPod.scheduled(pod, "demo-" + (1 + random.nextInt(2)), now));
        } else if (DemoPod.hasEnded(pod)) {
            if (sample && now.isAfter(DemoPod.endedAt(pod).plus(JOB_IS_KEPT))) {
                delete(pod);
            }
        } else if (!DemoPod.isReady(pod)) {
            update(DemoPod.running(pod, address(), now));
        } else if (DemoWorkload.JOB.owns(pod)) {
            if (now.isAfter(DemoPod.startedAt(pod).plus(JOB_RUNS))) {
                update(DemoPod.succeeded(pod, now));
            }
        } else if (sample) {
            strike(pod, now);
        }
    }

    private void strike(Pod pod, Instant now) {
        switch (random.nextInt(3 * CALM)) {
            case 0 -> update(DemoPod.restarted(pod, "Error", 1, now));
            case 1 -> update(DemoPod.restarted(pod, "OOMKilled", 137, now));
            case 2 -> delete(pod);
            default -> {
                // In most seconds nothing happens.
            }
        }
    }

    private void update(Pod pod) {
        client.resource(pod).update();
    }

    private void delete(Pod pod) {
        client.resource(pod).delete();
    }

    private String address() {
        addresses++;
        return "10.244.%d.%d".formatted(addresses / 250 % 250, addresses % 250 + 2);
    }
}

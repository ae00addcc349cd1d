package dev.serai.cluster.demo;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * One of the demo cluster's sample programs.
 *
 * @param name its name, which is also the label of its pods
 * @param image the image of its container
 * @param owner the kind of the owner of its pods
 * @param replicas how many pods there should be
 */
record DemoWorkload(String name, String image, String owner, int replicas) {

    static final String NAMESPACE = "default";
    static final DemoWorkload JOB = new DemoWorkload("report", "registry.example/report:0.9.0", "Job", 1);
    static final List<DemoWorkload> SAMPLES = List.of(
            new DemoWorkload("shop", "registry.example/shop:1.4.2", "ReplicaSet", 3),
            new DemoWorkload("mail", "registry.example/mail:2.0.1", "ReplicaSet", 2),
            JOB);

    private static final String LABEL = "app.kubernetes.io/name";
    private static final String SUFFIX_LETTERS = "bcdfghjklmnpqrstvwxz2456789";
    private static final int SUFFIX_LENGTH = 5;

    boolean owns(Pod pod) {
        return pod.getMetadata().getOwnerReferences().stream()
                .anyMatch(reference -> reference.getName().equals(ownerName()));
    }

    Pod pod(Random random) {
        return new PodBuilder()
                .withNewMetadata()
                .withName(ownerName() + "-" + suffix(random))
                .withNamespace(NAMESPACE)
                .withLabels(Map.of(LABEL, name, "app.kubernetes.io/part-of", "storefront"))
                .addToAnnotations("prometheus.io/scrape", "true")
                .addNewOwnerReference()
                .withApiVersion(owner.equals("Job") ? "batch/v1" : "apps/v1")
                .withKind(owner)
                .withName(ownerName())
                .withUid("00000000-0000-0000-0000-%012x".formatted(name.hashCode()))
                .withController(true)
                .endOwnerReference()
                .endMetadata()
                .withNewSpec()
                .withRestartPolicy(owner.equals("Job") ? "Never" : "Always")
                .withContainers(container())
                .endSpec()
                .build();
    }

    private Container container() {
        return new ContainerBuilder()
                .withName(name)
                .withImage(image)
                // An example of a value that events leave out.
                .addNewEnv()
                .withName("DATABASE_URL")
                .withValue("postgres://%s:not-a-secret@db/%s".formatted(name, name))
                .endEnv()
                .addNewPort()
                .withContainerPort(8080)
                .endPort()
                .withNewResources()
                .withRequests(Map.of("cpu", new Quantity("100m"), "memory", new Quantity("128Mi")))
                .endResources()
                .build();
    }

    private String ownerName() {
        return name + "-7c9d5b6f84";
    }

    private static String suffix(Random random) {
        return random.ints(SUFFIX_LENGTH, 0, SUFFIX_LETTERS.length())
                .mapToObj(SUFFIX_LETTERS::charAt)
                .collect(StringBuilder::new, StringBuilder::append, StringBuilder::append)
                .toString();
    }
}

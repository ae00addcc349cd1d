package dev.serai.cluster;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EnvVarBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import java.util.List;
import java.util.Map;

/** One of the sample programs: what its deployment and its pods look like. */
record DemoWorkload(String name, String image, int replicas, int port, String hash, String replicaSetUid) {
    static final String NAMESPACE = "default";
    /** By this label the demo cluster knows the pods that it looks after itself. */
    static final String LABEL = "app.kubernetes.io/name";

    Map<String, String> selector() {
        return Map.of(LABEL, name);
    }

    boolean owns(Pod pod) {
        return NAMESPACE.equals(pod.getMetadata().getNamespace())
                && pod.getMetadata().getOwnerReferences().stream()
                        .anyMatch(owner -> replicaSetUid.equals(owner.getUid()));
    }

    Deployment deployment() {
        return new DeploymentBuilder()
                .withNewMetadata()
                .withName(name)
                .withNamespace(NAMESPACE)
                .withLabels(selector())
                .addToAnnotations("deployment.kubernetes.io/revision", "1")
                .endMetadata()
                .withNewSpec()
                .withReplicas(replicas)
                .withNewSelector()
                .withMatchLabels(selector())
                .endSelector()
                .withNewTemplate()
                .withNewMetadata()
                .withLabels(selector())
                .endMetadata()
                .withNewSpec()
                .withContainers(container())
                .endSpec()
                .endTemplate()
                .endSpec()
                .build();
    }

    Pod pod() {
        return new PodBuilder()
                .withNewMetadata()
                .withGenerateName(name + "-" + hash + "-")
                .withNamespace(NAMESPACE)
                .withLabels(selector())
                .addToLabels("app.kubernetes.io/part-of", "storefront")
                .addToLabels("pod-template-hash", hash)
                .addToAnnotations("prometheus.io/scrape", "true")
                .addToAnnotations("prometheus.io/port", Integer.toString(port))
                .addNewOwnerReference()
                .withApiVersion("apps/v1")
                .withKind("ReplicaSet")
                .withName(name + "-" + hash)
                .withUid(replicaSetUid)
                .withController(true)
                .withBlockOwnerDeletion(true)
                .endOwnerReference()
                .endMetadata()
                .withNewSpec()
                .withContainers(container())
                .addNewVolume()
                .withName("cache")
                .withNewEmptyDir()
                .endEmptyDir()
                .endVolume()
                .addNewToleration("NoExecute", "node.kubernetes.io/not-ready", "Exists", 300L, null)
                .addNewToleration("NoExecute", "node.kubernetes.io/unreachable", "Exists", 300L, null)
                .endSpec()
                .build();
    }

    private Container container() {
        return new ContainerBuilder()
                .withName(name)
                .withImage(image)
                .withImagePullPolicy("IfNotPresent")
                .withEnv(environment())
                .addNewPort()
                .withName("http")
                .withContainerPort(port)
                .withProtocol("TCP")
                .endPort()
                .withNewResources()
                .withRequests(Map.of("cpu", new Quantity("100m"), "memory", new Quantity("128Mi")))
                .withLimits(Map.of("memory", new Quantity("256Mi")))
                .endResources()
                .withNewReadinessProbe()
                .withNewHttpGet()
                .withPath("/ready")
                .withNewPort("http")
                .endHttpGet()
                .withPeriodSeconds(5)
                .endReadinessProbe()
                .addNewVolumeMount()
                .withName("cache")
                .withMountPath("/var/cache/" + name)
                .endVolumeMount()
                .build();
    }

    private List<EnvVar> environment() {
        return List.of(
                new EnvVarBuilder().withName("LOG_LEVEL").withValue("info").build(),
                // There to be left out of events.
                new EnvVarBuilder()
                        .withName("DATABASE_URL")
                        .withValue("postgres://" + name + ":not-a-secret@db/" + name)
                        .build(),
                new EnvVarBuilder()
                        .withName("POD_NAME")
                        .withNewValueFrom()
                        .withNewFieldRef("v1", "metadata.name")
                        .endValueFrom()
                        .build());
    }
}

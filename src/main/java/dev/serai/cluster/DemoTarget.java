package dev.serai.cluster;

import io.fabric8.kubernetes.api.model.HasMetadata;

/** What a request is about; without a name, all of a namespace or of the cluster. */
record DemoTarget(DemoResource resource, String namespace, String name, boolean dryRun) {

    static DemoTarget of(DemoResource resource, HasMetadata object) {
        return new DemoTarget(
                resource,
                object.getMetadata().getNamespace(),
                object.getMetadata().getName(),
                false);
    }

    DemoTarget named(String other) {
        return new DemoTarget(resource, namespace, other, dryRun);
    }

    String path() {
        return resource.path(namespace, name);
    }
}

package dev.serai.cache;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Informable;
import io.fabric8.kubernetes.client.dsl.internal.HasMetadataOperationsImpl;

/**
 * Makes fabric8 informers that hold {@link CachedObject}s. fabric8 offers no public way to read a resource of any
 * type into a class of one's own, so this is the one place that reaches into its {@code dsl.internal}.
 */
final class CachedObjectInformers {

    // Without pages fabric8 buffers the whole list and parses it on its event loop, where every other request waits.
    private static final long PAGE = 500;

    private CachedObjectInformers() {}

    static Informable<CachedObject> of(KubernetesClient client, ResourceType type) {
        return new HasMetadataOperationsImpl<>(client, type.context(), CachedObject.class, CachedObjectList.class)
                .inAnyNamespace()
                .withLimit(PAGE);
    }
}

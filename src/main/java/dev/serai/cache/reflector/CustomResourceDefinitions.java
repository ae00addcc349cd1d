package dev.serai.cache.reflector;

import dev.serai.kube.GroupResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;

/** Tells a resource that is no longer served from one that is no longer defined. */
final class CustomResourceDefinitions {

    private final KubernetesClient client;

    CustomResourceDefinitions(KubernetesClient client) {
        this.client = client;
    }

    /** Whether a definition of the resource exists; false if the API server gives no answer. */
    boolean define(GroupResource resource) {
        try {
            return client.apiextensions()
                            .v1()
                            .customResourceDefinitions()
                            .withName(resource.toString())
                            .get()
                    != null;
        } catch (KubernetesClientException e) {
            return false;
        }
    }
}

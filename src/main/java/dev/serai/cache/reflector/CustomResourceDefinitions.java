package dev.serai.cache.reflector;

import dev.serai.kube.GroupResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;

/** Tells a resource that is served no more from one that is defined no more. */
final class CustomResourceDefinitions {

    private final KubernetesClient client;

    CustomResourceDefinitions(KubernetesClient client) {
        this.client = client;
    }

    /** Whether one defines the resource; false where the API server does not tell. */
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

package dev.serai.cache;

import io.fabric8.kubernetes.api.model.APIGroup;
import io.fabric8.kubernetes.api.model.APIResource;
import io.fabric8.kubernetes.api.model.APIResourceList;
import io.fabric8.kubernetes.client.KubernetesClient;

/** Finds out how the API server serves a resource. */
final class Discovery {

    private final KubernetesClient client;

    Discovery(KubernetesClient client) {
        this.client = client;
    }

    /**
     * The resource in the version that the API server prefers.
     *
     * @throws UnknownResourceException if the API server does not serve it
     */
    ResourceType find(GroupResource resource) {
        String groupVersion = preferredVersion(resource);
        APIResourceList served = client.getApiResources(groupVersion);
        if (served == null) {
            throw new UnknownResourceException(resource);
        }
        return served.getResources().stream()
                .filter(candidate -> candidate.getName().equals(resource.plural()))
                .findFirst()
                .map(found -> toType(resource, groupVersion, found))
                .orElseThrow(() -> new UnknownResourceException(resource));
    }

    private String preferredVersion(GroupResource resource) {
        if (resource.group().isEmpty()) {
            return "v1";
        }
        APIGroup group = client.getApiGroup(resource.group());
        if (group == null) {
            throw new UnknownResourceException(resource);
        }
        return group.getPreferredVersion().getGroupVersion();
    }

    private static ResourceType toType(GroupResource resource, String groupVersion, APIResource found) {
        String version = groupVersion.substring(groupVersion.indexOf('/') + 1);
        return new ResourceType(resource, version, found.getKind(), found.getNamespaced());
    }

    /** The API server serves no such resource, or not yet. */
    static final class UnknownResourceException extends RuntimeException {
        UnknownResourceException(GroupResource resource) {
            super("the API server serves no resource " + resource);
        }
    }
}

package dev.serai.cache;

import io.fabric8.kubernetes.api.model.APIGroup;
import io.fabric8.kubernetes.api.model.APIResource;
import io.fabric8.kubernetes.api.model.APIResourceList;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.List;

/** Finds out how the API server serves a resource. */
final class Discovery {

    private static final List<String> FOLLOWED_BY = List.of("list", "watch");

    private final KubernetesClient client;

    Discovery(KubernetesClient client) {
        this.client = client;
    }

    /**
     * The resource in the version that the API server prefers.
     *
     * @throws UnknownResourceException if the API server does not serve it, or not for watching
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
                .filter(Discovery::canBeFollowed)
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

    // What cannot be watched, as componentstatuses, would be listed once and never again.
    private static boolean canBeFollowed(APIResource found) {
        return found.getVerbs().isEmpty() || found.getVerbs().containsAll(FOLLOWED_BY);
    }

    private static ResourceType toType(GroupResource resource, String groupVersion, APIResource found) {
        String version = groupVersion.substring(groupVersion.indexOf('/') + 1);
        return new ResourceType(resource, version, found.getKind(), found.getNamespaced());
    }

    /** The API server serves no such resource, or not yet, or it cannot be watched: reads of it are passed on. */
    static final class UnknownResourceException extends RuntimeException {
        UnknownResourceException(GroupResource resource) {
            super("the API server serves no resource %s that can be watched".formatted(resource));
        }
    }
}

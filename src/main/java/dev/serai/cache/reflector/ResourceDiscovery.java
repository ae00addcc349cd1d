package dev.serai.cache.reflector;

import dev.serai.kube.GroupResource;
import dev.serai.kube.ResourceType;
import io.fabric8.kubernetes.api.model.APIGroup;
import io.fabric8.kubernetes.api.model.APIResource;
import io.fabric8.kubernetes.api.model.GroupVersionForDiscovery;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Finds out how the API server serves a resource. */
final class ResourceDiscovery {

    private static final List<String> FOLLOWED_BY = List.of("list", "watch");

    private final KubernetesClient client;

    ResourceDiscovery(KubernetesClient client) {
        this.client = client;
    }

    /**
     * Finds the resource in the version that its group prefers, or else in the first other version that can be watched:
     * the versions of a group need not hold the same resources.
     *
     * @throws UnknownResourceException if the API server does not serve it, or serves it without watches
     * @throws io.fabric8.kubernetes.client.KubernetesClientException if the API server gives no answer for one of
     *     the versions: the resource may be in that one
     */
    ResourceType find(GroupResource resource) {
        return versions(resource)
                .map(version -> find(resource, version))
                .flatMap(Optional::stream)
                .findFirst()
                .orElseThrow(() -> new UnknownResourceException(resource));
    }

    private Optional<ResourceType> find(GroupResource resource, String groupVersion) {
        return Optional.ofNullable(client.getApiResources(groupVersion)).stream()
                .flatMap(served -> served.getResources().stream())
                .filter(candidate -> candidate.getName().equals(resource.plural()))
                .filter(ResourceDiscovery::canBeFollowed)
                .findFirst()
                .map(found -> toType(resource, groupVersion, found));
    }

    // The API server puts the preferred version first.
    private Stream<String> versions(GroupResource resource) {
        if (resource.group().isEmpty()) {
            return Stream.of("v1");
        }
        APIGroup group = client.getApiGroup(resource.group());
        if (group == null) {
            throw new UnknownResourceException(resource);
        }
        return Stream.concat(Stream.of(group.getPreferredVersion()), group.getVersions().stream())
                .map(GroupVersionForDiscovery::getGroupVersion)
                .distinct();
    }

    // What cannot be watched, such as componentstatuses, would be listed once and never again.
    private static boolean canBeFollowed(APIResource found) {
        return found.getVerbs().isEmpty() || found.getVerbs().containsAll(FOLLOWED_BY);
    }

    private static ResourceType toType(GroupResource resource, String groupVersion, APIResource found) {
        String version = groupVersion.substring(groupVersion.indexOf('/') + 1);
        return new ResourceType(resource, version, found.getKind(), found.getNamespaced());
    }

    /** The API server does not serve such a resource, or not yet, or without watches. Reads of it are passed on. */
    static final class UnknownResourceException extends RuntimeException {
        UnknownResourceException(GroupResource resource) {
            super("the API server serves no resource %s that can be watched".formatted(resource));
        }
    }
}

package dev.serai.rest.read;

import dev.serai.cache.ResourceCache;
import dev.serai.cache.ResourceCaches;
import dev.serai.kube.ResourcePath;
import dev.serai.kube.ResourceType;
import dev.serai.kube.StatusException;
import dev.serai.rest.wire.Request;
import java.util.Optional;

/**
 * What a read of a cached resource names.
 *
 * @param path the path
 * @param cache the cache of its resource
 * @param type what the cache holds
 */
record CachedPath(ResourcePath path, ResourceCache cache, ResourceType type) {

    /**
     * Looks whether the resource is cached.
     *
     * @return empty if it is not, or if the path names no resource; the API server then says what is wrong
     * @throws StatusException 400 or 404 if the path can be read in more than one way, 503 if the cache is not filled
     *     yet
     */
    static Optional<CachedPath> of(Request request, ResourceCaches caches) {
        Optional<ResourcePath> named = pathOf(request);
        if (named.isEmpty() || !request.isReadable()) {
            return Optional.empty();
        }
        ResourcePath path = named.get();
        return caches.of(path.resource())
                .filter(cache -> path.subresource() == null && !cache.isUnknown())
                .map(cache -> new CachedPath(
                        path,
                        cache,
                        cache.served()
                                .orElseThrow(() -> StatusException.unavailable(
                                        "the cache of %s is not filled yet".formatted(path.resource()), 1))));
    }

    private static Optional<ResourcePath> pathOf(Request request) {
        request.target();
        try {
            return Optional.of(request.path());
        } catch (StatusException refusal) {
            return Optional.empty();
        }
    }

    /** Whether version and scope of the path are those of what the cache holds. */
    boolean fits() {
        return type.version().equals(path.version())
                && (path.name() == null
                        ? type.namespaced() || path.namespace() == null
                        : type.namespaced() == (path.namespace() != null));
    }
}

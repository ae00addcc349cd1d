package dev.serai.page;

import dev.serai.cache.ResourceCache;
import dev.serai.cache.ResourceCaches;
import java.util.List;

/** The cached resources, and how fresh they are. */
final class CachedResources {

    /**
     * One resource.
     *
     * @param resource its name, such as {@code deployments.apps}
     * @param objects how many are cached
     * @param version the version up to which they are known
     * @param ready whether reads are answered from the cache
     * @param connected whether a watch is connected
     * @param heardSeconds how long ago the API server was heard of
     * @param state the same in words
     */
    record Line(
            String resource,
            int objects,
            String version,
            boolean ready,
            boolean connected,
            long heardSeconds,
            String state) {}

    private final ResourceCaches caches;

    CachedResources(ResourceCaches caches) {
        this.caches = caches;
    }

    List<Line> now() {
        return caches.all().stream().map(CachedResources::line).toList();
    }

    private static Line line(ResourceCache cache) {
        return new Line(
                cache.resource().toString(),
                cache.size(),
                Long.toString(cache.version()),
                cache.served().isPresent() && cache.notReadyReason().isEmpty(),
                cache.isConnected(),
                cache.age().toSeconds(),
                PageText.of(cache.state()));
    }
}

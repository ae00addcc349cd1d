package dev.serai.cache;

import dev.serai.health.ReasonsHealthCheck;
import java.util.List;
import java.util.Optional;
import org.apache.camel.health.HealthCheckResultBuilder;

/** Ready when every configured resource is in the cache; else not, with the reason for each one that is not. */
public final class CacheHealthCheck extends ReasonsHealthCheck {

    private final ResourceCaches caches;

    public CacheHealthCheck(ResourceCaches caches) {
        super("cache", true);
        this.caches = caches;
    }

    @Override
    protected List<String> reasons() {
        return caches.all().stream()
                .map(ResourceCache::notReadyReason)
                .flatMap(Optional::stream)
                .toList();
    }

    @Override
    protected void details(HealthCheckResultBuilder builder) {
        caches.all().forEach(cache -> builder.detail(cache.resource().toString(), cache.state()));
    }
}

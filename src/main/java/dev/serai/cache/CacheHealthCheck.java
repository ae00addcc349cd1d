package dev.serai.cache;

import dev.serai.health.ReasonsHealthCheck;
import java.util.List;
import java.util.Optional;
import org.apache.camel.health.HealthCheckResultBuilder;

/** Up when the cache holds every configured resource; else down, with a reason for each one that is missing. */
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

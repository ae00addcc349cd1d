package dev.serai.cache;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.camel.health.HealthCheckResultBuilder;
import org.apache.camel.impl.health.AbstractHealthCheck;

/** Ready when every configured resource is in the cache; else not, with the reason for each one that is not. */
public final class CacheHealthCheck extends AbstractHealthCheck {

    private final ResourceCaches caches;

    public CacheHealthCheck(ResourceCaches caches) {
        super("serai", "cache");
        this.caches = caches;
    }

    @Override
    public boolean isLiveness() {
        // A cache that waits for the API server mends itself; a restart would only empty it.
        return false;
    }

    @Override
    protected void doCall(HealthCheckResultBuilder builder, Map<String, Object> options) {
        List<String> reasons = caches.all().stream()
                .map(ResourceCache::notReadyReason)
                .flatMap(Optional::stream)
                .toList();
        caches.all().forEach(cache -> builder.detail(cache.resource().toString(), cache.state()));
        if (reasons.isEmpty()) {
            builder.up();
        } else {
            builder.message(String.join("; ", reasons)).down();
        }
    }
}

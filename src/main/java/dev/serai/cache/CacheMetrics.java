package dev.serai.cache;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** The metrics of each cached resource. They are computed when they are asked for. */
public final class CacheMetrics {

    private static final double MILLIS = 1_000;

    private final MeterRegistry registry;

    private CacheMetrics(MeterRegistry registry) {
        this.registry = registry;
    }

    /** Adds those of all {@code caches}. */
    public static void register(ResourceCaches caches, MeterRegistry registry) {
        var metrics = new CacheMetrics(registry);
        caches.all().forEach(metrics::add);
    }

    private void add(ResourceCache cache) {
        add(cache, "objects", null, "Objects in the cache", ResourceCache::size);
        add(
                cache,
                "size",
                "bytes",
                "What the JSON of the cached objects takes; docs/operations.md says what else memory is needed for",
                ResourceCache::bytes);
        add(
                cache,
                "synced",
                null,
                "1 while the cache can answer for the resource, else 0",
                of -> of.served().isPresent() ? 1 : 0);
        add(
                cache,
                "connected",
                null,
                "1 while a watch of the API server is connected, else 0",
                of -> of.isConnected() ? 1 : 0);
        add(
                cache,
                "silence",
                "seconds",
                "How long ago the API server was heard of; it says something each minute",
                of -> of.age().toMillis() / MILLIS);
        add(cache, "version", null, "The resourceVersion that the cache has reached", ResourceCache::version);
    }

    private void add(
            ResourceCache cache,
            String name,
            @Nullable String unit,
            String description,
            ToDoubleFunction<ResourceCache> value) {
        Gauge.builder("serai.cache." + name, cache, value)
                .description(description)
                .baseUnit(unit)
                .tag("resource", cache.resource().toString())
                .register(registry);
    }
}

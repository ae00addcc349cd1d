package dev.serai.event;

import dev.serai.cache.ResourceCache;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.camel.health.HealthCheckResultBuilder;
import org.apache.camel.impl.health.AbstractHealthCheck;

/**
 * Ready when changes reach the subscription: the caches are trusted and connected, and the ledger answers. A sink that
 * refuses is told of, and does not keep Serai from being ready: readers would suffer for it.
 */
final class WatchHealthCheck extends AbstractHealthCheck {

    // The API server sends a bookmark each minute: two were missed.
    private static final Duration SILENT = Duration.ofSeconds(150);

    private final List<ResourceCache> caches;
    private final Deliveries deliveries;
    private final Lanes lanes;

    WatchHealthCheck(String subscription, List<ResourceCache> caches, Deliveries deliveries, Lanes lanes) {
        super("serai", "kube-watch:" + subscription);
        this.caches = caches;
        this.deliveries = deliveries;
        this.lanes = lanes;
    }

    @Override
    public boolean isLiveness() {
        return false;
    }

    @Override
    protected void doCall(HealthCheckResultBuilder builder, Map<String, Object> options) {
        builder.detail("waiting", lanes.waiting());
        deliveries.refusal().ifPresent(refusal -> builder.detail("sink", refusal));
        var reasons = new ArrayList<String>();
        for (ResourceCache cache : caches) {
            cache.notReadyReason().ifPresent(reasons::add);
            if (cache.isUnknown()) {
                // As in the cache: what is not defined is no reason to keep others from reading the rest.
                builder.detail(cache.resource().toString(), "the API server serves no such resource");
            } else if (cache.age().compareTo(SILENT) > 0) {
                reasons.add("%s: no event and no bookmark for %d s"
                        .formatted(cache.resource(), cache.age().toSeconds()));
            }
        }
        reasons.addAll(deliveries.obstacles());
        if (reasons.isEmpty()) {
            builder.up();
        } else {
            builder.message(String.join("; ", reasons)).down();
        }
    }
}

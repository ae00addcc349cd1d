package dev.serai.event;

import dev.serai.cache.ResourceCache;
import dev.serai.event.delivery.DeliveryStatus;
import dev.serai.event.delivery.OrderedDispatcher;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.camel.health.HealthCheckResultBuilder;
import org.apache.camel.impl.health.AbstractHealthCheck;

/**
 * Up when changes reach the subscription's sink: the caches are trusted and connected, the ledger answers, and what
 * waits is taken. It is no matter of readiness: reads are as well as ever, and readers would suffer for it.
 */
final class WatchHealthCheck extends AbstractHealthCheck {

    // The API server sends a bookmark each minute: two were missed.
    private static final Duration SILENT = Duration.ofSeconds(150);

    private final List<ResourceCache> caches;
    private final DeliveryStatus deliveries;
    private final OrderedDispatcher lanes;

    WatchHealthCheck(
            String subscription, List<ResourceCache> caches, DeliveryStatus deliveries, OrderedDispatcher lanes) {
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
    public boolean isReadiness() {
        return false;
    }

    /** Whether events reach the sink, or none waits. */
    boolean isProgressing() {
        return reasons().isEmpty();
    }

    @Override
    protected void doCall(HealthCheckResultBuilder builder, Map<String, Object> options) {
        builder.detail("waiting", lanes.waiting());
        deliveries.refusal().ifPresent(refusal -> builder.detail("sink", refusal));
        for (ResourceCache cache : caches) {
            if (cache.isUnknown()) {
                // Nothing happens to what is not defined, and it may be defined at any time.
                builder.detail(cache.resource().toString(), "the API server serves no such resource");
            }
        }
        List<String> reasons = reasons();
        if (reasons.isEmpty()) {
            builder.up();
        } else {
            builder.message(String.join("; ", reasons)).down();
        }
    }

    private List<String> reasons() {
        var reasons = new ArrayList<String>();
        for (ResourceCache cache : caches) {
            cache.notReadyReason().ifPresent(reasons::add);
            if (!cache.isUnknown() && cache.age().compareTo(SILENT) > 0) {
                reasons.add("%s: no event and no bookmark for %d s"
                        .formatted(cache.resource(), cache.age().toSeconds()));
            }
        }
        reasons.addAll(deliveries.obstacles());
        lanes.oldest().flatMap(deliveries::stall).ifPresent(reasons::add);
        return reasons;
    }
}

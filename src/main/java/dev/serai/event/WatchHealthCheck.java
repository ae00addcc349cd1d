package dev.serai.event;

import dev.serai.cache.ResourceCache;
import dev.serai.event.delivery.DeliveryStatus;
import dev.serai.event.delivery.OrderedDispatcher;
import dev.serai.health.ReasonsHealthCheck;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.camel.health.HealthCheckResultBuilder;

/**
 * Up when changes reach the subscription's sink: the caches are trusted and connected, the ledger answers, and the sink
 * takes events. It does not affect readiness: reads still work, and readers must not suffer.
 */
final class WatchHealthCheck extends ReasonsHealthCheck {

    // The API server sends a bookmark each minute: two were missed.
    private static final Duration SILENT = Duration.ofSeconds(150);

    private final List<ResourceCache> caches;
    private final DeliveryStatus deliveries;
    private final OrderedDispatcher dispatcher;

    WatchHealthCheck(
            String subscription, List<ResourceCache> caches, DeliveryStatus deliveries, OrderedDispatcher dispatcher) {
        super("kube-watch:" + subscription, false);
        this.caches = caches;
        this.deliveries = deliveries;
        this.dispatcher = dispatcher;
    }

    /** Whether events reach the sink, or none is waiting. */
    boolean isProgressing() {
        return reasons().isEmpty();
    }

    @Override
    protected void details(HealthCheckResultBuilder builder) {
        builder.detail("waiting", dispatcher.waiting());
        deliveries.refusal().ifPresent(refusal -> builder.detail("sink", refusal));
        for (ResourceCache cache : caches) {
            if (cache.isUnknown()) {
                // Nothing happens to a resource that is not defined; it may be defined at any time.
                builder.detail(cache.resource().toString(), "the API server serves no such resource");
            }
        }
    }

    @Override
    protected List<String> reasons() {
        var reasons = new ArrayList<String>();
        for (ResourceCache cache : caches) {
            cache.notReadyReason().ifPresent(reasons::add);
            if (!cache.isUnknown() && cache.age().compareTo(SILENT) > 0) {
                reasons.add("%s: no event and no bookmark for %d s"
                        .formatted(cache.resource(), cache.age().toSeconds()));
            }
        }
        reasons.addAll(deliveries.obstacles());
        dispatcher.oldest().flatMap(deliveries::stall).ifPresent(reasons::add);
        return reasons;
    }
}

package dev.serai.event;

import dev.serai.event.delivery.DeliveryStatus;
import dev.serai.event.delivery.OrderedDispatcher;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;

/** The metrics of one subscription while its consumer runs. */
final class WatchMetrics implements AutoCloseable {

    private static final String TAG = "subscription";

    private final MeterRegistry registry;
    private final List<Meter> meters;

    /** {@code progressing} says whether events reach the sink; health uses the same. */
    WatchMetrics(
            MeterRegistry registry,
            String subscription,
            DeliveryStatus deliveries,
            OrderedDispatcher dispatcher,
            Clock clock,
            BooleanSupplier progressing) {
        this.registry = registry;
        this.meters = List.of(
                FunctionCounter.builder("serai.events.delivered", deliveries, DeliveryStatus::takenCount)
                        .description("Events that the route has taken")
                        .tag(TAG, subscription)
                        .register(registry),
                FunctionCounter.builder("serai.events.refused", deliveries, DeliveryStatus::refusedCount)
                        .description("Attempts that the route has refused; each event is tried again")
                        .tag(TAG, subscription)
                        .register(registry),
                FunctionCounter.builder("serai.events.coalesced", dispatcher, OrderedDispatcher::coalesced)
                        .description("States that a later one of the same object made obsolete before they were taken")
                        .tag(TAG, subscription)
                        .register(registry),
                Gauge.builder("serai.events.waiting", dispatcher, OrderedDispatcher::waiting)
                        .description("Events that the route has not taken yet")
                        .tag(TAG, subscription)
                        .register(registry),
                Gauge.builder("serai.events.lag", dispatcher, waiting -> lagSeconds(waiting, clock))
                        .description("How long ago the oldest event that waits was seen")
                        .baseUnit("seconds")
                        .tag(TAG, subscription)
                        .register(registry),
                Gauge.builder("serai.events.position", deliveries, DeliveryStatus::position)
                        .description("The newest resourceVersion that the route has taken since the start")
                        .tag(TAG, subscription)
                        .register(registry),
                Gauge.builder("serai.events.up", progressing, up -> up.getAsBoolean() ? 1 : 0)
                        .description("1 while events reach the sink or none waits, 0 while health says why not")
                        .strongReference(true)
                        .tag(TAG, subscription)
                        .register(registry));
    }

    @Override
    public void close() {
        meters.forEach(registry::remove);
    }

    private static double lagSeconds(OrderedDispatcher dispatcher, Clock clock) {
        return dispatcher
                .oldest()
                .map(seen -> Duration.between(seen, clock.instant()).toMillis() / 1_000.0)
                .orElse(0.0);
    }
}

package dev.serai.event;

import static dev.serai.event.delivery.Events.event;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import dev.serai.cache.store.Change;
import dev.serai.event.delivery.DeliveryStatus;
import dev.serai.event.delivery.OrderedDispatcher;
import dev.serai.event.delivery.WatchEvent;
import dev.serai.retry.Backoff;
import dev.serai.retry.Jitter;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What an operator is told of a subscription in numbers. */
class WatchMetricsTest {

    // The events of the tests were seen at the epoch.
    private final Clock clock = Clock.fixed(Instant.EPOCH.plus(Duration.ofMillis(90_500)), ZoneOffset.UTC);
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final DeliveryStatus deliveries = new DeliveryStatus("orders", clock);
    private final ScheduledExecutorService threads = Executors.newScheduledThreadPool(1);
    private final AtomicBoolean taking = new AtomicBoolean();
    private final OrderedDispatcher dispatcher = new OrderedDispatcher(
            threads, new Backoff(1, 1, new Jitter(() -> 1)), this::deliver, threads, event -> event, () -> {});
    private final AtomicBoolean progressing = new AtomicBoolean(true);
    private WatchMetrics metrics;

    @BeforeEach
    void register() {
        metrics = new WatchMetrics(registry, "orders", deliveries, dispatcher, clock, progressing::get);
    }

    @AfterEach
    void stop() {
        threads.shutdownNow();
    }

    @Test
    void eachIsTaggedWithTheSubscription() {
        assertThat(registry.getMeters())
                .extracting(Meter::getId)
                .allSatisfy(id -> assertThat(id.getTags()).containsExactly(Tag.of("subscription", "orders")))
                .extracting(Meter.Id::getName, Meter.Id::getType)
                .containsExactlyInAnyOrder(
                        tuple("serai.events.delivered", Meter.Type.COUNTER),
                        tuple("serai.events.refused", Meter.Type.COUNTER),
                        tuple("serai.events.coalesced", Meter.Type.COUNTER),
                        tuple("serai.events.waiting", Meter.Type.GAUGE),
                        tuple("serai.events.lag", Meter.Type.GAUGE),
                        tuple("serai.events.position", Meter.Type.GAUGE),
                        tuple("serai.events.up", Meter.Type.GAUGE));
        assertThat(registry.get("serai.events.lag").gauge().getId().getBaseUnit())
                .isEqualTo("seconds");
    }

    @Test
    void whatTheRouteTakesAndRefusesIsCounted() {
        WatchEvent event = event(Change.Type.ADDED, "u", 1);
        deliveries.taken();
        deliveries.refused(event, new IllegalStateException());
        deliveries.refused(event, null);
        assertThat(counted("delivered")).isEqualTo(1);
        assertThat(counted("refused")).isEqualTo(2);
    }

    @Test
    void whetherEventsReachTheSinkIsTold() {
        assertThat(gauge("up")).isOne();
        progressing.set(false);
        assertThat(gauge("up")).isZero();
    }

    @Test
    void whatWaitsAndForHowLongIsTold() {
        assertThat(gauge("waiting")).isZero();
        assertThat(gauge("lag")).isZero();

        dispatcher.offer(event(Change.Type.ADDED, "a", 1));
        dispatcher.offer(event(Change.Type.ADDED, "b", 1));
        assertThat(gauge("waiting")).isEqualTo(2);
        assertThat(gauge("lag")).isEqualTo(90.5);

        taking.set(true);
        await().untilAsserted(() -> assertThat(gauge("waiting")).isZero());
        assertThat(gauge("lag")).isZero();
    }

    @Test
    void whatALaterStateMadeObsoleteIsCounted() {
        for (int version = 1; version <= 11; version++) {
            dispatcher.offer(event(Change.Type.MODIFIED, "u", version));
        }
        assertThat(gauge("waiting")).isEqualTo(8);
        assertThat(counted("coalesced")).isEqualTo(3);
    }

    @Test
    void theyGoWithTheSubscriptionAndLeaveThoseOfOthers() {
        var others = new WatchMetrics(registry, "bills", deliveries, dispatcher, clock, progressing::get);
        assertThat(registry.getMeters()).hasSize(14);
        metrics.close();
        assertThat(registry.getMeters()).hasSize(7).allSatisfy(meter -> assertThat(
                        meter.getId().getTags())
                .containsExactly(Tag.of("subscription", "bills")));
        others.close();
        assertThat(registry.getMeters()).isEmpty();
    }

    private OrderedDispatcher.Outcome deliver(WatchEvent event, int attempt) {
        return taking.get() ? OrderedDispatcher.Outcome.TAKEN : OrderedDispatcher.Outcome.REFUSED;
    }

    private double counted(String name) {
        return registry.get("serai.events." + name)
                .tag("subscription", "orders")
                .functionCounter()
                .count();
    }

    private double gauge(String name) {
        return registry.get("serai.events." + name)
                .tag("subscription", "orders")
                .gauge()
                .value();
    }
}

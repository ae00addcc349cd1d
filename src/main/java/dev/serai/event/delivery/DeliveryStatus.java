package dev.serai.event.delivery;

import dev.serai.log.LoggedCause;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The state of one subscription's deliveries. */
public final class DeliveryStatus {

    private static final Logger LOG = LoggerFactory.getLogger(DeliveryStatus.class);

    // Longer than a receiver takes to restart.
    private static final Duration LONG = Duration.ofSeconds(60);

    private final String subscription;
    private final Clock clock;
    private final RefusalLog log;
    private final LongAdder taken = new LongAdder();
    private final LongAdder refused = new LongAdder();
    private final AtomicLong position = new AtomicLong();
    private volatile Instant lastTaken;
    private volatile @Nullable Refusal refusal;
    // By resource.
    private final Map<String, String> obstacles = new ConcurrentSkipListMap<>();

    /** Since when no event was taken, and why. */
    private record Refusal(long sinceMillis, String reason) {}

    public DeliveryStatus(String subscription, Clock clock) {
        this.subscription = subscription;
        this.clock = clock;
        this.log = new RefusalLog(subscription, clock);
        this.lastTaken = clock.instant();
    }

    public long takenCount() {
        return taken.sum();
    }

    public long refusedCount() {
        return refused.sum();
    }

    /** The newest resourceVersion of which the route has taken all; 0 for none since the start. */
    public long position() {
        return position.get();
    }

    /** The route has taken all that there was to tell of {@code version}. */
    void reached(long version) {
        position.accumulateAndGet(version, Math::max);
    }

    public void taken() {
        taken.increment();
        lastTaken = clock.instant();
        refusal = null;
        log.taken();
    }

    /** {@code failure} is null if the route marked the exchange for rollback. */
    public void refused(WatchEvent event, @Nullable Exception failure) {
        refused.increment();
        // Only the class: the message may hold the URL and the credentials of a sink.
        String reason = failure == null ? "rollback" : failure.getClass().getSimpleName();
        Refusal before = refusal;
        if (LOG.isDebugEnabled()) {
            LOG.debug("{} has not taken {}: {}", subscription, event.path(), LoggedCause.of(failure));
        }
        refusal = new Refusal(before == null ? clock.millis() : before.sinceMillis(), reason);
        log.refused(event, reason);
    }

    /** Nothing of a resource can be delivered, for this reason; returns true if that is news. */
    public boolean blocked(String resource, String reason) {
        return !reason.equals(obstacles.put(resource, reason));
    }

    public void flows(String resource) {
        obstacles.remove(resource);
    }

    /** The reasons why nothing of some resources can be delivered. */
    public Collection<String> obstacles() {
        return obstacles.values();
    }

    /** How long no event was taken, and why, if something waits since {@code oldest} and the time is too long. */
    public Optional<String> stall(Instant oldest) {
        Duration silent = Duration.between(oldest.isAfter(lastTaken) ? oldest : lastTaken, clock.instant());
        Refusal now = refusal;
        return silent.compareTo(LONG) < 0
                ? Optional.empty()
                : Optional.of("%s has delivered nothing for %d s (%s)"
                        .formatted(
                                subscription,
                                silent.toSeconds(),
                                now == null ? "the route does not end" : now.reason()));
    }

    /** How long every delivery was refused, and why; empty if the last one was taken. */
    public Optional<String> refusal() {
        Refusal now = refusal;
        return now == null
                ? Optional.empty()
                : Optional.of("refused for %d s (%s)"
                        .formatted(
                                Duration.ofMillis(clock.millis() - now.sinceMillis())
                                        .toSeconds(),
                                now.reason()));
    }
}

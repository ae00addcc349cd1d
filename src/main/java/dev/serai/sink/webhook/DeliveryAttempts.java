package dev.serai.sink.webhook;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * How many requests failed for each event that none has delivered yet. They survive restarts, so that an event that a
 * receiver will never take does not hold up its object for ever.
 */
final class DeliveryAttempts {

    /**
     * The failed requests for one event.
     *
     * @param count the failed requests
     * @param ofIllness how many of these count as the receiver's fault until it takes another event
     * @param first when the first one failed
     * @param counted when the last one that counts failed
     * @param last when the last one failed
     */
    record Made(int count, int ofIllness, Instant first, Instant counted, Instant last) {

        /** No request yet. */
        static Made none(Instant now) {
            return new Made(0, 0, now, now, now);
        }

        private String encode() {
            return "%d %d %d %d %d"
                    .formatted(count, first.toEpochMilli(), ofIllness, counted.toEpochMilli(), last.toEpochMilli());
        }

        // An older Serai wrote only two numbers.
        private static Made decode(String value) {
            String[] parts = value.split(" ");
            Instant first = at(parts[1]);
            return parts.length == 2
                    ? new Made(Integer.parseInt(parts[0]), 0, first, first, first)
                    : new Made(
                            Integer.parseInt(parts[0]), Integer.parseInt(parts[2]), first, at(parts[3]), at(parts[4]));
        }

        private static Instant at(String millis) {
            return Instant.ofEpochMilli(Long.parseLong(millis));
        }
    }

    /** How many events are remembered. */
    static final int MOST_EVENTS = 100_000;

    // Longer than any schedule: an older entry belongs to an event that was merged into a later one.
    private static final Duration FORGOTTEN_AFTER = Duration.ofDays(7);
    // To find the oldest costs a look at all entries, so it drops many at once.
    private static final int DROPPED_AT_ONCE = 100;

    private final Map<String, String> made;
    private final int most;
    private final Clock clock;

    /** {@code made} stores the attempts of at most {@code most} events; the oldest are dropped. */
    DeliveryAttempts(Map<String, String> made, int most, Clock clock) {
        this.made = made;
        this.most = most;
        this.clock = clock;
        Instant oldest = clock.instant().minus(FORGOTTEN_AFTER);
        made.entrySet().stream()
                .filter(entry -> Made.decode(entry.getValue()).first().isBefore(oldest))
                .map(Map.Entry::getKey)
                .toList()
                .forEach(made::remove);
    }

    /** Adds one failed request; {@code next} computes the new state from the previous one. */
    synchronized Made count(String endpoint, String event, UnaryOperator<Made> next) {
        String key = endpoint + " " + event;
        String before = made.get(key);
        Made now = next.apply(before == null ? Made.none(clock.instant()) : Made.decode(before));
        if (before == null && made.size() >= most) {
            dropOldest();
        }
        made.put(key, now.encode());
        return now;
    }

    synchronized void forget(String endpoint, String event) {
        made.remove(endpoint + " " + event);
    }

    private void dropOldest() {
        List<String> oldest = made.entrySet().stream()
                .sorted(Comparator.comparing(
                        entry -> Made.decode(entry.getValue()).first()))
                .limit(Math.max(1, most / DROPPED_AT_ONCE))
                .map(Map.Entry::getKey)
                .toList();
        oldest.forEach(made::remove);
    }
}

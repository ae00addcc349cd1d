package dev.serai.sink;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/**
 * How many requests for which event have failed, for as long as none has succeeded. Kept over restarts, so that an event
 * which a receiver will never take does not hold up its object for ever.
 */
final class Attempts {

    /**
     * What was tried for one event.
     *
     * @param count the requests that have failed
     * @param first when the first one has
     */
    record Made(int count, Instant first) {}

    private static final int MOST_EVENTS = 100_000;
    // Longer than any schedule: what is older belongs to an event that has become part of a later one.
    private static final Duration FORGOTTEN_AFTER = Duration.ofDays(7);

    private final Map<String, String> made;
    private final Clock clock;

    /** {@code made} is where they are kept. */
    Attempts(Map<String, String> made, Clock clock) {
        this.made = made;
        this.clock = clock;
        Instant oldest = clock.instant().minus(FORGOTTEN_AFTER);
        made.entrySet().stream()
                .filter(entry -> decode(entry.getValue()).first().isBefore(oldest))
                .map(Map.Entry::getKey)
                .toList()
                .forEach(made::remove);
    }

    /** Counts one failed request more. */
    synchronized Made count(String endpoint, String event) {
        String key = endpoint + " " + event;
        String before = made.get(key);
        Made now = before == null
                ? new Made(1, clock.instant())
                : new Made(decode(before).count() + 1, decode(before).first());
        if (before == null && made.size() >= MOST_EVENTS) {
            made.remove(made.keySet().iterator().next());
        }
        made.put(key, now.count() + " " + now.first().toEpochMilli());
        return now;
    }

    synchronized void forget(String endpoint, String event) {
        made.remove(endpoint + " " + event);
    }

    private static Made decode(String value) {
        String[] parts = value.split(" ");
        return new Made(Integer.parseInt(parts[0]), Instant.ofEpochMilli(Long.parseLong(parts[1])));
    }
}

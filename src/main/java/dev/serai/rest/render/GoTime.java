package dev.serai.rest.render;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;

/** Times as Go has them: a missing one is the beginning of year one instead of null. */
final class GoTime {

    static final Instant ZERO = Instant.parse("0001-01-01T00:00:00Z");
    // Go counts nanoseconds in 64 bits, and ends there.
    private static final Duration LONGEST = Duration.ofNanos(Long.MAX_VALUE);

    private GoTime() {}

    static Instant of(JsonNode timestamp) {
        return timestamp.isTextual() ? Instant.parse(timestamp.textValue()) : ZERO;
    }

    /** How long ago a time is: {@code translateTimestampSince} of Kubernetes' printers.go. */
    static String since(Instant timestamp, Instant now) {
        if (timestamp.equals(ZERO)) {
            return "<unknown>";
        }
        Duration age = Duration.between(timestamp, now);
        return HumanDuration.of(age.compareTo(LONGEST) > 0 ? LONGEST : age);
    }
}

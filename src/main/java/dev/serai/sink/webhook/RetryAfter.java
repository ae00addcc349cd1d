package dev.serai.sink.webhook;

import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The header {@code Retry-After} of RFC 9110, 10.2.3: seconds, or a time. */
final class RetryAfter {

    /** A longer wait is cut to this: the longest wait in Standard Webhooks. */
    static final Duration LONGEST = Duration.ofHours(24);

    private static final String SECONDS = "\\d+";
    private static final int LONGEST_NUMBER = 9;

    private RetryAfter() {}

    /** How long to wait from now on; empty if the header is missing or malformed. */
    static Optional<Duration> parse(@Nullable String header, Clock clock) {
        if (header == null) {
            return Optional.empty();
        }
        String value = header.strip();
        if (value.matches(SECONDS)) {
            return Optional.of(
                    value.length() > LONGEST_NUMBER ? LONGEST : bounded(Duration.ofSeconds(Long.parseLong(value))));
        }
        try {
            Instant until = ZonedDateTime.parse(value, DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant();
            return Optional.of(bounded(Duration.between(clock.instant(), until)));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    private static Duration bounded(Duration wait) {
        if (wait.isNegative()) {
            return Duration.ZERO;
        }
        return wait.compareTo(LONGEST) > 0 ? LONGEST : wait;
    }
}

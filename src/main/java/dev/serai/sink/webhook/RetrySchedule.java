package dev.serai.sink.webhook;

import java.time.Duration;
import java.util.List;

/**
 * When a delivery is tried again, after the example of Standard Webhooks, and when it is given up.
 *
 * @param attempts how many requests are made for one event, including the first
 * @param giveUpAfter an event is given up at this age, counted from its first attempt, whatever the number of
 *     attempts
 * @param longestWait the longest time between two attempts
 */
record RetrySchedule(int attempts, Duration giveUpAfter, Duration longestWait) {

    private static final List<Duration> STEPS = List.of(
            Duration.ofSeconds(5),
            Duration.ofMinutes(5),
            Duration.ofMinutes(30),
            Duration.ofHours(2),
            Duration.ofHours(5),
            Duration.ofHours(10),
            Duration.ofHours(14),
            Duration.ofHours(20),
            Duration.ofHours(24));

    RetrySchedule {
        if (attempts < 1) {
            throw new IllegalArgumentException("attempts are %d; there is at least 1".formatted(attempts));
        }
        if (!isPositive(giveUpAfter) || !isPositive(longestWait)) {
            throw new IllegalArgumentException("a wait and an age are more than 0");
        }
    }

    private static boolean isPositive(Duration duration) {
        return !duration.isNegative() && !duration.isZero();
    }

    /** The wait before the next attempt after {@code made} attempts, without jitter. */
    Duration waitAfter(int made) {
        Duration step = STEPS.get(Math.min(made, STEPS.size()) - 1);
        return step.compareTo(longestWait) > 0 ? longestWait : step;
    }

    boolean isOver(int made, Duration age) {
        return made >= attempts || age.compareTo(giveUpAfter) >= 0;
    }
}

package dev.serai.event.delivery;

import java.util.function.DoubleSupplier;

/**
 * How long to wait before trying again: doubling, up to a limit, each time between half and the whole of it, so that
 * what failed together does not come back together.
 *
 * @param firstMillis the wait after the first failure
 * @param limitMillis the longest wait
 * @param random a number from 0 to 1
 */
public record Backoff(long firstMillis, long limitMillis, DoubleSupplier random) {

    private static final int MAX_DOUBLINGS = 30;

    public Backoff {
        if (firstMillis < 1 || limitMillis < firstMillis) {
            throw new IllegalArgumentException(
                    "a backoff from %d to %d ms is none; from 1 ms upwards".formatted(firstMillis, limitMillis));
        }
    }

    long millis(int failures) {
        long whole = Math.min(limitMillis, firstMillis << Math.min(failures - 1, MAX_DOUBLINGS));
        return Math.round(whole / 2.0 * (1 + random.getAsDouble()));
    }
}

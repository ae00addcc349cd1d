package dev.serai.retry;

/**
 * How long to wait before the next try: it doubles up to a limit, and each wait is between half and the whole of it.
 *
 * @param firstMillis the wait after the first failure
 * @param limitMillis the longest wait
 * @param jitter spreads each wait
 */
public record Backoff(long firstMillis, long limitMillis, Jitter jitter) {

    private static final int MAX_DOUBLINGS = 30;

    public Backoff {
        if (firstMillis < 1 || limitMillis < firstMillis) {
            throw new IllegalArgumentException(
                    "a backoff from %d to %d ms is none; from 1 ms upwards".formatted(firstMillis, limitMillis));
        }
    }

    /** The wait after so many failures in a row, in milliseconds. */
    public long millis(int failures) {
        return jitter.within(Math.min(limitMillis, firstMillis << Math.min(failures - 1, MAX_DOUBLINGS)));
    }
}

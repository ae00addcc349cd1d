package dev.serai.retry;

import java.time.Duration;
import java.util.function.DoubleSupplier;

/**
 * Spreads waits, so that callers that failed together do not come back together.
 *
 * @param random returns a number from 0 to 1
 */
public record Jitter(DoubleSupplier random) {

    /** Between half of the wait and the whole of it, in milliseconds: for a wait that may be shorter. */
    public long within(Duration wait) {
        return within(wait.toMillis());
    }

    /** The same for a wait in milliseconds. */
    long within(long millis) {
        return Math.max(1, Math.round(millis / 2.0 * (1 + random.getAsDouble())));
    }

    /** The wait and up to a tenth more, in milliseconds: for a wait that must not be shorter. */
    public long beyond(Duration wait) {
        return wait.toMillis() + 1 + Math.round(wait.toMillis() / 10.0 * random.getAsDouble());
    }
}

package dev.serai.limit;

import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * Spreads a throttle's permits evenly over the second after it had to refuse a write. A flooded throttle otherwise
 * hands out all its permits in the first milliseconds of each second, and each refused write has gone all the way to
 * it. While the pace is kept, a write that is ahead of it can be refused at the door. The pace ends when a second's
 * permits were not all used. It is the generic cell rate algorithm of ITU-T I.371.
 */
final class EvenPacing {

    private static final long SECOND = 1_000_000_000L;
    // A little slower than the throttle: otherwise a write might come before its permit is back.
    private static final long SLOWER_BY = 50;

    private final LongSupplier nanoTime;
    private final AtomicLong endsAt;

    EvenPacing(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.endsAt = new AtomicLong(nanoTime.getAsLong());
    }

    /** Whether a write that comes now would be ahead of {@code perSecond} writes a second; false if no pace is kept. */
    boolean isAhead(int perSecond) {
        return endsAt.get() - nanoTime.getAsLong() > Math.max(0, SECOND - interval(perSecond));
    }

    /** The throttle had no permit: from now on the pace is kept. */
    void refused() {
        long latest = nanoTime.getAsLong() + SECOND;
        endsAt.updateAndGet(end -> end - latest < 0 ? latest : end);
    }

    /** The throttle gave a write one of its {@code perSecond} permits a second. */
    void taken(int perSecond) {
        long now = nanoTime.getAsLong();
        endsAt.updateAndGet(end -> end - now > 0 ? end + interval(perSecond) : end);
    }

    private static long interval(int perSecond) {
        return (SECOND + SECOND / SLOWER_BY) / perSecond;
    }
}

package dev.serai.limit;

import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * How a throttle's permits are spread over the second once it had to refuse a write. Left to itself, a throttle that is
 * flooded hands out all its permits in the first milliseconds of each second, as they come back when they went; and
 * each write that it refuses has gone all the way to it. While a pace is kept, whoever comes ahead of it can be told at
 * the door. It ends when a second's permits have been left unused. The generic cell rate algorithm, of ITU-T I.371.
 */
final class EvenPacing {

    private static final long SECOND = 1_000_000_000L;
    // A little slower than the throttle, which else would not have back the permit that a write comes for in time.
    private static final long SLOWER_BY = 50;

    private final LongSupplier nanoTime;
    private final AtomicLong endsAt;

    EvenPacing(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.endsAt = new AtomicLong(nanoTime.getAsLong());
    }

    /** Whether a write that comes now would be ahead of {@code perSecond} writes a second; false where none is kept. */
    boolean isAhead(int perSecond) {
        return endsAt.get() - nanoTime.getAsLong() > Math.max(0, SECOND - interval(perSecond));
    }

    /** The throttle had no permit: from now on the pace is kept. */
    void refused() {
        long latest = nanoTime.getAsLong() + SECOND;
        endsAt.updateAndGet(end -> end - latest < 0 ? latest : end);
    }

    /** The throttle gave one of its {@code perSecond} permits a second to a write. */
    void taken(int perSecond) {
        long now = nanoTime.getAsLong();
        endsAt.updateAndGet(end -> end - now > 0 ? end + interval(perSecond) : end);
    }

    private static long interval(int perSecond) {
        return (SECOND + SECOND / SLOWER_BY) / perSecond;
    }
}

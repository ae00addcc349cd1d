package dev.serai.prepull;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;

/** Half of the writes that the API server is asked for in a second: the other half is left to callers. */
final class WriteBudget {

    private static final int SHARE = 2;

    private final IntSupplier perSecond;
    private final LongSupplier nanoTime;
    private final Deque<Long> taken = new ArrayDeque<>();

    /** {@code perSecond} is {@code serai.writes.per-second}, which may change. */
    WriteBudget(IntSupplier perSecond, LongSupplier nanoTime) {
        this.perSecond = perSecond;
        this.nanoTime = nanoTime;
    }

    /** Takes one write; false if there is none left at the moment. */
    synchronized boolean take() {
        if (left() == 0) {
            return false;
        }
        taken.add(nanoTime.getAsLong());
        return true;
    }

    /** How many writes are left at the moment. */
    synchronized int left() {
        int most = perSecond.getAsInt();
        // Half of one write a second is one in two seconds.
        long window = TimeUnit.SECONDS.toNanos(most < SHARE ? SHARE : 1);
        long now = nanoTime.getAsLong();
        while (!taken.isEmpty() && now - taken.peek() >= window) {
            taken.remove();
        }
        return Math.max(0, Math.max(1, most / SHARE) - taken.size());
    }
}

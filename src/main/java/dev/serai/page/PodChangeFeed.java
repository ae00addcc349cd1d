package dev.serai.page;

import dev.serai.cache.store.Change;
import dev.serai.cache.store.ChangeListener;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;

/**
 * Hands changes of pods from the cache to the page while somebody looks. The informer's thread only puts them into a
 * bounded queue; of a flood the newest are shown, and how many are not.
 */
final class PodChangeFeed implements ChangeListener {

    /** How many changes wait, at most. */
    static final int MOST_WAITING = 500;
    /** How many are shown at one time. */
    static final int MOST_AT_A_TIME = 50;

    /** What came since the last time, oldest first, and how many changes were left out. */
    record Taken(List<PodChangeLine> lines, long skipped) {}

    private final Runnable wake;
    private final BlockingQueue<Change> waiting = new ArrayBlockingQueue<>(MOST_WAITING);
    private final LongAdder overflowed = new LongAdder();
    private final AtomicBoolean woken = new AtomicBoolean();

    /** {@code wake} is called on the informer's thread when there is something to take; it must not block. */
    PodChangeFeed(Runnable wake) {
        this.wake = wake;
    }

    @Override
    public void changed(Change change) {
        if (!waiting.offer(change)) {
            overflowed.increment();
        }
        if (woken.compareAndSet(false, true)) {
            wake.run();
        }
    }

    /** Takes what has come. */
    Taken take() {
        // Before the queue is read: what comes from now on wakes again.
        woken.set(false);
        long skipped = overflowed.sumThenReset();
        List<Change> taken = new ArrayList<>();
        waiting.drainTo(taken);
        int first = Math.max(0, taken.size() - MOST_AT_A_TIME);
        return new Taken(lines(taken.subList(first, taken.size())), skipped + first);
    }

    /** Forgets what waits. */
    void clear() {
        waiting.clear();
    }

    private static List<PodChangeLine> lines(List<Change> changes) {
        return changes.stream().map(PodChangeLine::of).toList();
    }
}

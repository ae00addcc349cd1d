package dev.serai.rest;

import dev.serai.cache.Change;
import dev.serai.cache.ChangeListener;
import dev.serai.cache.ResourceCache;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/** The writes to one resource that its cache is yet to show. All but the listener is for the executor's one thread. */
final class AwaitedWrites implements ChangeListener {

    private static final class Awaited {
        private final OwnWrite write;
        private final Consumer<Boolean> then;
        private Future<?> late;

        Awaited(OwnWrite write, Consumer<Boolean> then) {
            this.write = write;
            this.then = then;
        }
    }

    private final ScheduledExecutorService executor;
    private final Set<Awaited> waiting = new LinkedHashSet<>();
    private final AtomicBoolean isToLook = new AtomicBoolean();
    private volatile boolean isAnyWaiting;

    AwaitedWrites(ResourceCache cache, ScheduledExecutorService executor) {
        this.executor = executor;
        cache.subscribe(this);
    }

    /** Calls {@code then} once: with true when the cache shows the write, with false if it does not in time. */
    void add(OwnWrite write, Duration atMost, Consumer<Boolean> then) {
        var added = new Awaited(write, then);
        waiting.add(added);
        // Before it is looked at: a change from now on is heard of, one before is seen.
        isAnyWaiting = true;
        added.late = executor.schedule(() -> end(added, false), atMost.toNanos(), TimeUnit.NANOSECONDS);
        look();
    }

    @Override
    public void changed(Change change) {
        lookSoon();
    }

    @Override
    public void relisted() {
        lookSoon();
    }

    @Override
    public void reached(long version) {
        lookSoon();
    }

    private void lookSoon() {
        if (isAnyWaiting && isToLook.compareAndSet(false, true)) {
            executor.execute(() -> {
                isToLook.set(false);
                look();
            });
        }
    }

    private void look() {
        List<Awaited> shown = new ArrayList<>(waiting);
        shown.removeIf(each -> !each.write.isSeen());
        shown.forEach(each -> end(each, true));
    }

    private void end(Awaited each, boolean shown) {
        if (waiting.remove(each)) {
            isAnyWaiting = !waiting.isEmpty();
            each.late.cancel(false);
            each.then.accept(shown);
        }
    }
}

package dev.serai.cache;

import dev.serai.cache.store.Change;
import dev.serai.cache.store.ChangeListener;
import dev.serai.log.UnexpectedFailure;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Waits for conditions of one cache. Only the listener may run on another thread than the executor's one. */
final class AwaitedConditions implements ChangeListener {

    private static final Logger LOG = LoggerFactory.getLogger(AwaitedConditions.class);

    private static final class Awaited {
        private final BooleanSupplier condition;
        private final Consumer<Boolean> then;
        private @Nullable Future<?> late;

        Awaited(BooleanSupplier condition, Consumer<Boolean> then) {
            this.condition = condition;
            this.then = then;
        }
    }

    private final ScheduledExecutorService executor;
    private final Set<Awaited> waiting = new LinkedHashSet<>();
    private final AtomicBoolean isToLook = new AtomicBoolean();
    private volatile boolean isAnyWaiting;

    AwaitedConditions(ResourceCache cache, ScheduledExecutorService executor) {
        this.executor = executor;
        cache.subscribe(this);
    }

    /** Calls {@code then} once: with true as soon as the condition holds, with false if it does not hold in time. */
    void add(BooleanSupplier condition, Duration atMost, Consumer<Boolean> then) {
        var added = new Awaited(condition, then);
        waiting.add(added);
        // Set before the look: the look sees earlier changes, the listener hears of later ones.
        isAnyWaiting = true;
        added.late = executor.schedule(() -> end(added, false), atMost.toNanos(), TimeUnit.NANOSECONDS);
        if (holds(added)) {
            end(added, true);
        }
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
        List<Awaited> met = new ArrayList<>(waiting);
        met.removeIf(each -> !holds(each));
        met.forEach(each -> end(each, true));
    }

    // A condition that throws must not hold up the others.
    private static boolean holds(Awaited each) {
        try {
            return each.condition.getAsBoolean();
        } catch (RuntimeException failure) {
            log(failure);
            return false;
        }
    }

    private static void log(RuntimeException failure) {
        UnexpectedFailure.log(LOG, failure, "a condition failed");
    }

    private void end(Awaited each, boolean met) {
        if (waiting.remove(each)) {
            isAnyWaiting = !waiting.isEmpty();
            if (each.late != null) {
                each.late.cancel(false);
            }
            try {
                each.then.accept(met);
            } catch (RuntimeException failure) {
                log(failure);
            }
        }
    }
}

package dev.serai.cache;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * Tells readers and writers that a cache shows what they wait for, or that it did not do so in time. It looks again
 * when the cache changes; no thread waits meanwhile.
 */
public final class CacheConditions implements AutoCloseable {

    // Only this one thread touches what waits.
    private final ScheduledThreadPoolExecutor executor = new ScheduledThreadPoolExecutor(1, work -> {
        var thread = new Thread(work, "cache-conditions");
        thread.setDaemon(true);
        return thread;
    });
    private final Map<ResourceCache, AwaitedConditions> awaited = new HashMap<>();

    public CacheConditions() {
        executor.setRemoveOnCancelPolicy(true);
    }

    /**
     * Calls {@code then} once: with true when the condition holds, with false if it does not hold within {@code
     * atMost}. Both the condition and {@code then} run on one shared thread, and must not block it.
     *
     * @throws java.util.concurrent.RejectedExecutionException after {@link #close}
     */
    public void await(ResourceCache cache, BooleanSupplier condition, Duration atMost, Consumer<Boolean> then) {
        executor.execute(() -> awaited.computeIfAbsent(cache, added -> new AwaitedConditions(added, executor))
                .add(condition, atMost, then));
    }

    @Override
    public void close() {
        executor.shutdownNow();
    }
}

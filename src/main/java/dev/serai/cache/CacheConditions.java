package dev.serai.cache;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * Tells readers and writers when a cache shows what they wait for, or that it has not in time. It looks when the cache
 * changes, and no thread waits meanwhile.
 */
public final class CacheConditions implements AutoCloseable {

    // All that waits is touched by its one thread only.
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
     * Calls {@code then} once, on a thread that must not be held: with true when the condition holds, with false if it
     * does not within {@code atMost}. The condition is looked at on that thread too.
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

package dev.serai.rest;

import dev.serai.cache.ResourceCache;
import dev.serai.cluster.ApiAnswer;
import dev.serai.write.WholeObjects;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.support.AsyncProcessorSupport;

/**
 * Answers a write when the cache shows it: then a read that is to show it has nothing to wait for. Else all readers
 * would wait for the API server's watch whenever anybody writes. No thread waits meanwhile. If the cache does not get
 * there soon, the write is answered all the same, and reads wait for it.
 */
public final class ShownWrites extends AsyncProcessorSupport implements AutoCloseable {

    private final OwnWrites ownWrites;
    private final Duration atMost;
    // All that waits is touched by its one thread only.
    private final ScheduledThreadPoolExecutor executor = new ScheduledThreadPoolExecutor(1, work -> {
        var thread = new Thread(work, "shown-writes");
        thread.setDaemon(true);
        return thread;
    });
    private final Map<ResourceCache, AwaitedWrites> awaited = new HashMap<>();

    /** A write is held back for no longer than {@code atMost}. */
    public ShownWrites(OwnWrites ownWrites, Duration atMost) {
        this.ownWrites = ownWrites;
        this.atMost = atMost;
        executor.setRemoveOnCancelPolicy(true);
    }

    @Override
    public boolean process(Exchange exchange, AsyncCallback callback) {
        Optional<OwnWrite> made = made(exchange).filter(write -> !write.isSeen());
        if (made.isPresent() && made.get().cache().isConnected()) {
            executor.execute(() -> await(made.get(), callback));
            return false;
        }
        made.ifPresent(ownWrites::remember);
        callback.done(true);
        return true;
    }

    @Override
    public void close() {
        executor.shutdownNow();
    }

    private Optional<OwnWrite> made(Exchange exchange) {
        Write write = Write.of(exchange);
        var answer = exchange.getProperty(WholeObjects.ANSWER, ApiAnswer.class);
        return answer == null || write.request().parameter("dryRun") != null
                ? Optional.empty()
                : ownWrites.made(write, answer);
    }

    private void await(OwnWrite write, AsyncCallback callback) {
        awaited.computeIfAbsent(write.cache(), cache -> new AwaitedWrites(cache, executor))
                .add(write, atMost, shown -> {
                    if (!shown) {
                        ownWrites.remember(write);
                    }
                    callback.done(false);
                });
    }
}

package dev.serai.rest.consistency;

import dev.serai.cache.CacheConditions;
import dev.serai.cluster.ApiAnswer;
import dev.serai.rest.write.WriteRequest;
import dev.serai.write.RawObjects;
import java.time.Duration;
import java.util.Optional;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.support.AsyncProcessorSupport;

/**
 * Answers a write when the cache shows it. Only the writer waits, so later reads have nothing to wait for. No thread
 * waits meanwhile. If the cache does not show it soon, the write is answered all the same, and until then the API
 * server answers reads.
 */
public final class WriteVisibilityGate extends AsyncProcessorSupport {

    private final WriteTracker tracker;
    private final CacheConditions conditions;
    private final Duration atMost;

    /** {@code atMost} is the longest time to hold a write back. */
    public WriteVisibilityGate(WriteTracker tracker, CacheConditions conditions, Duration atMost) {
        this.tracker = tracker;
        this.conditions = conditions;
        this.atMost = atMost;
    }

    @Override
    public boolean process(Exchange exchange, AsyncCallback callback) {
        Optional<TrackedWrite> made = made(exchange).filter(write -> !write.isSeen());
        if (made.isPresent() && made.get().cache().isConnected()) {
            TrackedWrite write = made.get();
            conditions.await(write.cache(), write::isSeen, atMost, shown -> {
                if (!shown) {
                    tracker.remember(write);
                }
                callback.done(false);
            });
            return false;
        }
        made.ifPresent(tracker::remember);
        callback.done(true);
        return true;
    }

    private Optional<TrackedWrite> made(Exchange exchange) {
        var answer = exchange.getProperty(RawObjects.ANSWER, ApiAnswer.class);
        return answer == null ? Optional.empty() : tracker.made(WriteRequest.of(exchange), answer);
    }
}

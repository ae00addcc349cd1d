package dev.serai.rest.read;

import dev.serai.cache.CacheConditions;
import dev.serai.cache.ResourceCache;
import dev.serai.kube.StatusException;
import dev.serai.rest.consistency.WriteTracker;
import dev.serai.rest.exchange.Read;
import dev.serai.rest.wire.Freshness;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/** Holds a read until the cache is new enough for it. A read that waits holds no thread. */
final class AwaitedReads {

    /** How long a read waits for a version. The API server waits as long. */
    static final Duration WAIT = Duration.ofSeconds(3);
    // Events come sooner than that. A version that has not come by then belongs to another resource, and no event
    // brings it.
    private static final Duration TOLD = Duration.ofSeconds(1);

    private final WriteTracker tracker;
    private final CacheConditions conditions;
    private final PassedOnReads passedOn;

    AwaitedReads(WriteTracker tracker, CacheConditions conditions, PassedOnReads passedOn) {
        this.tracker = tracker;
        this.conditions = conditions;
        this.passedOn = passedOn;
    }

    /**
     * Goes on when the cache has reached {@code version}. If no version is {@code given}, it goes on when the cache
     * shows all writes made through Serai. If the cache is too old, the API server answers, if it can.
     */
    void whenReached(Read read, ResourceCache cache, long version, boolean given, Runnable then) {
        if (given) {
            await(read, cache, version, TOLD, then, () -> ask(read, cache, version, then));
        } else {
            withOwnWrites(read, cache, then);
        }
    }

    // The cache of a quiet resource hears once a minute how far it is. The API server can find out at once.
    private void ask(Read read, ResourceCache cache, long version, Runnable then) {
        long asked = System.nanoTime();
        Runnable late = () -> read.refuse(StatusException.tooLargeVersion(version, cache.version()));
        Runnable unanswered =
                () -> await(read, cache, version, WAIT.minus(TOLD).minusNanos(System.nanoTime() - asked), then, late);
        // Only the cache understands its own tokens.
        if (read.request().parameter("continue") != null || !cache.isConnected()) {
            unanswered.run();
            return;
        }
        passedOn.askInstead(read, WAIT.minus(TOLD), () -> afterWait(read, unanswered));
    }

    /**
     * Runs {@code then} when the cache has reached {@code version}. If that takes longer than {@code atMost}, it runs
     * {@code late}.
     */
    void await(Read read, ResourceCache cache, long version, Duration atMost, Runnable then, Runnable late) {
        BooleanSupplier reached = () -> cache.version() >= version;
        if (reached.getAsBoolean()) {
            then.run();
            return;
        }
        Context eventLoop = Vertx.currentContext();
        conditions.await(
                cache, reached, atMost, inTime -> eventLoop.runOnContext(now -> afterWait(read, inTime ? then : late)));
    }

    // A reader does not wait for a writer. While the cache does not show a write yet, the API server answers, if it
    // can.
    private void withOwnWrites(Read read, ResourceCache cache, Runnable then) {
        if (tracker.areSeen(cache)) {
            then.run();
            return;
        }
        Runnable stale = () -> {
            read.header("Warning", Freshness.STALE);
            then.run();
        };
        passedOn.askInstead(read, WAIT, () -> afterWait(read, stale));
    }

    private static void afterWait(Read read, Runnable then) {
        if (read.isGone()) {
            read.abandon();
        } else {
            read.guarded(then);
        }
    }
}

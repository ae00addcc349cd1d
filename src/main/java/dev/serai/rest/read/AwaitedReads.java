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

/** Holds reads until the cache is as new as they are to be. One that waits holds no thread. */
final class AwaitedReads {

    /** For how long a version is waited for: the API server's own bound. */
    static final Duration WAIT = Duration.ofSeconds(3);
    // What has happened is told sooner. What is not told by then is of another resource, so that no event brings it.
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
     * Goes on when the cache has reached {@code version} where one is {@code given}, and else where it shows all own writes.
     * If it does not, the API server answers as far as it can.
     */
    void whenReached(Read read, ResourceCache cache, long version, boolean given, Runnable then) {
        if (given) {
            await(read, cache, version, TOLD, then, () -> ask(read, cache, version, then));
        } else {
            withOwnWrites(read, cache, then);
        }
    }

    // How far a quiet resource is a cache hears once a minute. The API server finds it out for whoever asks.
    private void ask(Read read, ResourceCache cache, long version, Runnable then) {
        long asked = System.nanoTime();
        Runnable late = () -> read.refuse(StatusException.tooLargeVersion(version, cache.version()));
        Runnable unanswered =
                () -> await(read, cache, version, WAIT.minus(TOLD).minusNanos(System.nanoTime() - asked), then, late);
        // Its own tokens only the cache understands.
        if (read.request().parameter("continue") != null || !cache.isConnected()) {
            unanswered.run();
            return;
        }
        passedOn.askInstead(read, WAIT.minus(TOLD), () -> afterWait(read, unanswered));
    }

    /** Goes on when the cache has reached {@code version}, and otherwise after {@code atMost} does what is to be done {@code late}. */
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

    // Who reads does not wait for who writes: what the cache is yet to show is read from the API server, as far as that
    // can be had.
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

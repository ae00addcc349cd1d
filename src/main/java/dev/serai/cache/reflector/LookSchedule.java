package dev.serai.cache.reflector;

import java.time.Duration;
import java.time.Instant;

/**
 * When to look whether a cache is still what the API server has: now and then at some objects, at once where something
 * does not fit, and at all objects after a watch was interrupted, since then the API server may be another one. All that
 * may be called by any thread is safe for it; the rest is for the one that looks.
 */
final class LookSchedule {

    /** How much to look at. */
    enum Extent {
        NOTHING,
        SOME,
        ALL
    }

    static final Duration OFTEN = Duration.ofSeconds(10);
    private static final Duration SELDOM = Duration.ofSeconds(20);
    // fabric8 lets a watch last from five to ten minutes; one that begins anew before that was interrupted.
    private static final Duration SHORTEST_WATCH = Duration.ofMinutes(5);

    private volatile Instant watchBegan;
    private volatile boolean interrupted;
    private volatile boolean suspected;
    private Instant next;
    private Instant nextOfAll;

    LookSchedule(Instant now) {
        watchBegan = now;
        next = now.plus(OFTEN);
        nextOfAll = now;
    }

    /** A watch follows a list. */
    void listed(Instant now) {
        watchBegan = now;
        suspected = false;
    }

    /** A watch follows another one. */
    void watchedAgain(Instant now) {
        if (now.isBefore(watchBegan.plus(SHORTEST_WATCH))) {
            interrupted = true;
        }
        watchBegan = now;
    }

    /** Something does not fit. */
    void suspect() {
        suspected = true;
    }

    /** Whether something does not fit that was not looked at since. */
    boolean isSuspected() {
        return suspected;
    }

    /** It was looked, or cannot be. */
    void suspectNothing() {
        suspected = false;
    }

    /** Begins to look. {@code builtIn} is whether nothing but the history of the resource can change. */
    Extent begin(Instant now, boolean watching, boolean builtIn) {
        // While nobody watches, the interruption is not over.
        if (interrupted && watching && !now.isBefore(nextOfAll)) {
            interrupted = false;
            // Soon after: what all of it lacks a watch must have told by then.
            next = now.plus(OFTEN);
            nextOfAll = next;
            return Extent.ALL;
        }
        if (!suspected && now.isBefore(next)) {
            return Extent.NOTHING;
        }
        next = now.plus(builtIn ? SELDOM : OFTEN);
        return Extent.SOME;
    }

    /** It could not be looked: again. */
    void failed(Extent extent) {
        if (extent == Extent.ALL) {
            interrupted = true;
        }
    }
}

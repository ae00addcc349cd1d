package dev.serai.cache.reflector;

import java.time.Duration;
import java.time.Instant;

/**
 * Says when to check that a cache still matches the API server: now and then for some objects, at once if something
 * does not fit, and for all objects after a watch was interrupted, since another API server may answer then. Any thread
 * may report; only the checking thread may call {@link #begin} and {@link #failed}.
 */
final class LookSchedule {

    /** How much to check. */
    enum Extent {
        NOTHING,
        SOME,
        ALL
    }

    static final Duration OFTEN = Duration.ofSeconds(10);
    private static final Duration SELDOM = Duration.ofSeconds(20);
    // A fabric8 watch lasts five to ten minutes. If one begins anew sooner, it was interrupted.
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

    /** A watch follows another watch. */
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

    /** Whether something does not fit and was not checked since. */
    boolean isSuspected() {
        return suspected;
    }

    /** The check was made, or cannot be made. */
    void suspectNothing() {
        suspected = false;
    }

    /** Begins a check. {@code builtIn}: only the history of the resource can change. */
    Extent begin(Instant now, boolean watching, boolean builtIn) {
        // The interruption lasts until a watch is connected again.
        if (interrupted && watching && !now.isBefore(nextOfAll)) {
            interrupted = false;
            // Soon: by then the watch must have reported all objects that the list lacked.
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

    /** The check could not be made and must be repeated. */
    void failed(Extent extent) {
        if (extent == Extent.ALL) {
            interrupted = true;
        }
    }
}

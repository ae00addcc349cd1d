package dev.serai.rest.consistency;

import dev.serai.cache.ResourceCache;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.List;

/** A write that was made through this Serai to what is cached, until the cache shows it. Not safe for many threads. */
final class TrackedWrite {

    private final ResourceCache cache;
    private final long version;
    private final Deque<TrackedDelete> deletes;
    private final int histories;

    private TrackedWrite(ResourceCache cache, long version, Collection<TrackedDelete> deletes) {
        this.cache = cache;
        this.version = version;
        this.deletes = new ArrayDeque<>(deletes);
        this.histories = cache.histories();
    }

    /** A write that has led to an object of this version: its own one, which the watch is sure to bring. */
    static TrackedWrite reached(ResourceCache cache, long version) {
        return new TrackedWrite(cache, version, List.of());
    }

    /** A write that has deleted these objects. */
    static TrackedWrite deleted(ResourceCache cache, Collection<TrackedDelete> deletes) {
        return new TrackedWrite(cache, 0, deletes);
    }

    ResourceCache cache() {
        return cache;
    }

    /** The version that shows it; 0 where none does. */
    long version() {
        return version;
    }

    /** The deletes that were not seen when it was last asked for. */
    Collection<TrackedDelete> deletes() {
        return deletes;
    }

    /** Whether the cache shows it. */
    boolean isSeen() {
        if (cache.isSuspected()) {
            return false;
        }
        if (cache.histories() != histories) {
            // Listed after the write.
            return true;
        }
        // What is seen stays so, and of a large collection it is not to be looked for with each change.
        while (!deletes.isEmpty() && deletes.peek().isSeen(cache)) {
            deletes.remove();
        }
        return deletes.isEmpty() && cache.version() >= version;
    }
}

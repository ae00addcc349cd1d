package dev.serai.rest.consistency;

import dev.serai.cache.ResourceCache;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.List;

/** A write through this Serai to a cached resource, until the cache shows it. Not thread-safe. */
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

    /** A write that led to an object of this version: the write's own version, which the watch will certainly bring. */
    static TrackedWrite reached(ResourceCache cache, long version) {
        return new TrackedWrite(cache, version, List.of());
    }

    /** A write that deleted these objects. */
    static TrackedWrite deleted(ResourceCache cache, Collection<TrackedDelete> deletes) {
        return new TrackedWrite(cache, 0, deletes);
    }

    ResourceCache cache() {
        return cache;
    }

    /** The version that shows the write; 0 if none does. */
    long version() {
        return version;
    }

    /** The deletes that the last check did not see. */
    Collection<TrackedDelete> deletes() {
        return deletes;
    }

    /** Whether the cache shows the write. */
    boolean isSeen() {
        if (cache.isSuspected()) {
            return false;
        }
        if (cache.histories() != histories) {
            // The cache was listed after the write.
            return true;
        }
        // A seen delete stays seen, and a large collection must not be checked again at each change.
        while (!deletes.isEmpty() && deletes.peek().isSeen(cache)) {
            deletes.remove();
        }
        return deletes.isEmpty() && cache.version() >= version;
    }
}

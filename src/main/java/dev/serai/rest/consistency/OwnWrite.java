package dev.serai.rest.consistency;

import dev.serai.cache.ResourceCache;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.List;

/** A write that was made through this Serai to what is cached, until the cache shows it. Not safe for many threads. */
final class OwnWrite {

    private final ResourceCache cache;
    private final long version;
    private final Deque<OwnDelete> deletes;
    private final int histories;

    private OwnWrite(ResourceCache cache, long version, Collection<OwnDelete> deletes) {
        this.cache = cache;
        this.version = version;
        this.deletes = new ArrayDeque<>(deletes);
        this.histories = cache.histories();
    }

    /** A write that has led to an object of this version: its own one, which the watch is sure to bring. */
    static OwnWrite reached(ResourceCache cache, long version) {
        return new OwnWrite(cache, version, List.of());
    }

    /** A write that has deleted these objects. */
    static OwnWrite deleted(ResourceCache cache, Collection<OwnDelete> deletes) {
        return new OwnWrite(cache, 0, deletes);
    }

    ResourceCache cache() {
        return cache;
    }

    /** The version that shows it; 0 where none does. */
    long version() {
        return version;
    }

    /** The deletes that were not seen when it was last asked for. */
    Collection<OwnDelete> deletes() {
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

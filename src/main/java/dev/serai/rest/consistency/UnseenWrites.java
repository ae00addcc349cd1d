package dev.serai.rest.consistency;

import dev.serai.cache.ResourceCache;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Answered writes to one resource that its cache does not show yet: the newest version and the newest deletes. */
final class UnseenWrites {

    private static final int MOST = 10_000;
    /** After this time without a sign in the cache, the write counts as never made: reads ignore it. */
    static final long LONGEST_NANOS = 300_000_000_000L;

    private record Key(@Nullable String namespace, String name) {}

    private record Pending(TrackedDelete delete, long nanos) {}

    private final LongSupplier nanoTime;
    private final Map<Key, Pending> deletes = new LinkedHashMap<>();
    private long version;
    private long versionNanos;
    private int histories;

    UnseenWrites(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** Adds a write; returns whether there was none before. */
    synchronized boolean add(TrackedWrite write) {
        if (isHistory(write.cache())) {
            forget();
        }
        histories = write.cache().histories();
        boolean first = isEmpty();
        if (write.version() > version) {
            version = write.version();
            versionNanos = nanoTime.getAsLong();
        }
        write.deletes().forEach(this::add);
        return first;
    }

    private void add(TrackedDelete delete) {
        var key = new Key(delete.namespace(), delete.name());
        // Otherwise a replaced entry would keep its place among the oldest.
        deletes.remove(key);
        deletes.put(key, new Pending(delete, nanoTime.getAsLong()));
        if (deletes.size() > MOST) {
            deletes.remove(deletes.keySet().iterator().next());
        }
    }

    /** Whether there is none. */
    synchronized boolean isEmpty() {
        return version == 0 && deletes.isEmpty();
    }

    /**
     * Whether the writes were made before the API server went back to a backup: then they are gone, or their versions
     * mean something else.
     */
    synchronized boolean isHistory(ResourceCache cache) {
        return cache.histories() != histories;
    }

    private void forget() {
        version = 0;
        deletes.clear();
    }

    /** Forgets what the cache shows now, and what is too old; returns whether nothing is left. */
    synchronized boolean areSeen(ResourceCache cache) {
        if (cache.isSuspected()) {
            return false;
        }
        if (isHistory(cache)) {
            forget();
        }
        long now = nanoTime.getAsLong();
        if (cache.version() >= version || now - versionNanos > LONGEST_NANOS) {
            version = 0;
        }
        deletes.values()
                .removeIf(each ->
                        now - each.nanos() > LONGEST_NANOS || each.delete().isSeen(cache));
        return isEmpty();
    }
}

package dev.serai.rest;

import dev.serai.cache.ResourceCache;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/** Objects of one resource that were deleted through this Serai and that its cache may still show as they were. */
final class OwnDeletes {

    private static final int MOST = 10_000;
    // A delete that the cache has not shown by then never happened: no read is to wait for it any longer.
    private static final long LONGEST_NANOS = 300_000_000_000L;

    private record Key(String namespace, String name) {}

    private record Pending(OwnDelete delete, long nanos) {}

    private final LongSupplier nanoTime;
    private final Map<Key, Pending> pending = new LinkedHashMap<>();

    OwnDeletes(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    synchronized void add(OwnDelete delete) {
        var key = new Key(delete.namespace(), delete.name());
        // Put over the one before it, it would keep that one's place among the oldest.
        pending.remove(key);
        pending.put(key, new Pending(delete, nanoTime.getAsLong()));
        if (pending.size() > MOST) {
            pending.remove(pending.keySet().iterator().next());
        }
    }

    synchronized boolean areSeen(ResourceCache cache) {
        long now = nanoTime.getAsLong();
        pending.values()
                .removeIf(each ->
                        now - each.nanos() > LONGEST_NANOS || each.delete().isSeen(cache));
        return pending.isEmpty();
    }
}

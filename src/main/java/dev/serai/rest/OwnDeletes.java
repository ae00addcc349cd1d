package dev.serai.rest;

import dev.serai.cache.CachedObject;
import dev.serai.cache.ResourceCache;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/** Objects of one resource that were deleted through this Serai and that its cache may still show as they were. */
final class OwnDeletes {

    private static final int MOST = 10_000;
    // A delete that the cache has not shown by then never happened: no read is to wait for it any longer.
    private static final long LONGEST_NANOS = 300_000_000_000L;
    private static final String TERMINATING = "\"deletionTimestamp\"";

    private record Key(String namespace, String name) {}

    private record Deleted(String uid, boolean atOnce, long nanos) {}

    private final LongSupplier nanoTime;
    private final Map<Key, Deleted> pending = new LinkedHashMap<>();

    OwnDeletes(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** {@code atOnce} is whether the object is gone; else it may also be on its way there. */
    synchronized void add(String namespace, String name, String uid, boolean atOnce) {
        var key = new Key(namespace, name);
        // Put over the one before it, it would keep that one's place among the oldest.
        pending.remove(key);
        pending.put(key, new Deleted(uid, atOnce, nanoTime.getAsLong()));
        if (pending.size() > MOST) {
            pending.remove(pending.keySet().iterator().next());
        }
    }

    synchronized boolean areSeen(ResourceCache cache) {
        long now = nanoTime.getAsLong();
        pending.entrySet()
                .removeIf(entry -> now - entry.getValue().nanos() > LONGEST_NANOS
                        || isSeen(
                                cache.get(
                                        entry.getKey().namespace(),
                                        entry.getKey().name()),
                                entry.getValue()));
        return pending.isEmpty();
    }

    private static boolean isSeen(CachedObject cached, Deleted deleted) {
        return cached == null
                || !cached.uid().equals(deleted.uid())
                || (!deleted.atOnce() && new String(cached.json(), StandardCharsets.UTF_8).contains(TERMINATING));
    }
}

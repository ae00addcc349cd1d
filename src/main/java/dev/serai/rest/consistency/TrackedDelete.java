package dev.serai.rest.consistency;

import dev.serai.cache.ResourceCache;
import dev.serai.cache.object.CachedObject;
import org.jspecify.annotations.Nullable;

/** An object that was deleted through this Serai, until the cache shows that. Not thread-safe. */
final class TrackedDelete {

    /** What may happen to a deleted object. */
    enum Fate {
        /** It is gone. */
        GONE,
        /** It is gone, or finalizers hold it. */
        FORCED,
        /** It is gone, or finalizers or its grace period hold it. */
        ASKED
    }

    private final @Nullable String namespace;
    private final String name;
    private final String uid;
    private final Fate fate;
    // This state does not show the delete; it need not be checked again.
    private @Nullable CachedObject looked;

    /**
     * @param namespace null if it has none
     * @param uid another object may have the same name by now
     */
    TrackedDelete(@Nullable String namespace, String name, String uid, Fate fate) {
        this.namespace = namespace;
        this.name = name;
        this.uid = uid;
        this.fate = fate;
    }

    @Nullable
    String namespace() {
        return namespace;
    }

    String name() {
        return name;
    }

    /** Whether the cache shows the delete. */
    boolean isSeen(ResourceCache cache) {
        CachedObject cached = cache.get(namespace, name);
        if (cached == null || !cached.uid().equals(uid)) {
            return true;
        }
        if (fate == Fate.GONE || cached == looked) {
            return false;
        }
        looked = cached;
        return Termination.of(cached.json()).isHeld(fate == Fate.ASKED);
    }
}

package dev.serai.cache.store;

import dev.serai.cache.object.CachedObject;
import org.jspecify.annotations.Nullable;

/**
 * One step in the life of an object.
 *
 * @param type what happened
 * @param object the object after it; of a delete, its last state, with the version of the delete where it was seen
 * @param previous the object before it; null for an ADDED
 */
public record Change(
        Type type, CachedObject object, @Nullable CachedObject previous) {

    /** What happened, as a Kubernetes watch names it. */
    public enum Type {
        ADDED,
        MODIFIED,
        DELETED
    }

    /** The version of the resource that this change led to. */
    public long version() {
        return object.version();
    }
}

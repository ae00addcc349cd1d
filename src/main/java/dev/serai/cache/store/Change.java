package dev.serai.cache.store;

import dev.serai.cache.object.CachedObject;
import org.jspecify.annotations.Nullable;

/**
 * One change of an object.
 *
 * @param type what happened
 * @param object the object after the change; of a delete its last state, with the version of the delete if that was
 *     seen
 * @param previous the object before the change; null for ADDED
 */
public record Change(
        Type type, CachedObject object, @Nullable CachedObject previous) {

    /** What happened, as a Kubernetes watch names it. */
    public enum Type {
        ADDED,
        MODIFIED,
        DELETED
    }

    /** The version of the resource after this change. */
    public long version() {
        return object.version();
    }
}

package dev.serai.cache.store;

import java.util.List;

/** Hears every change of one resource, in the order of the cache. */
@FunctionalInterface
public interface ChangeListener {

    /**
     * Called on the informer's thread and under the store's lock, for which all readers wait. It must not block, and
     * must not do I/O or parse anything.
     */
    void changed(Change change);

    /**
     * The changes came from comparing a new list with the cache. The steps in between are unknown, and versions did not
     * come in order: nobody can resume from one of them. Called after the changes.
     */
    default void relisted() {}

    /**
     * This listener threw an exception, so it alone missed something. It must compare what it knows with a snapshot.
     * Called at once, before anything else; later changes still come. It must not block, see {@link #changed}.
     */
    default void missed() {
        relisted();
    }

    /**
     * The API server has another history than before: it was restored from a backup, or is another one. Versions may
     * fall, and may come again for something else. Called before the changes that lead from one history to the other.
     * It must not block, see {@link #changed}.
     */
    default void historyEnded() {}

    /**
     * The definition of the resource has changed: objects are served in another version, or with other content under
     * the same resource version. Called before all other changes. It must not block, see {@link #changed}.
     */
    default void redefined() {}

    /** The resource is known up to this version, although nothing changed. It must not block, see {@link #changed}. */
    default void reached(long version) {}

    /**
     * The resource is no longer defined. {@code left} holds the deletes of the objects that were left; {@link #changed}
     * was already called for each. No version belongs to them.
     */
    default void ended(List<Change> left) {}
}

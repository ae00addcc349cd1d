package dev.serai.cache.store;

import java.util.List;

/** Hears of every change of one resource, in the order of the cache. */
@FunctionalInterface
public interface ChangeListener {

    /**
     * Called on the informer's own thread and under the store's lock, which all readers' freshness depends on: it must
     * not block, and neither read nor write nor parse anything.
     */
    void changed(Change change);

    /**
     * What changed was found by comparing a new list with the cache. The steps in between are not known, and versions
     * did not come in order: nobody can go on from one of them. Called after the changes.
     */
    default void relisted() {}

    /**
     * This listener threw when it was told of something, and only it does not know: it is to compare what it knows with
     * a snapshot. Told at once, before anything else; it goes on being told of what follows. Must not block, as
     * {@link #changed}.
     */
    default void missed() {
        relisted();
    }

    /**
     * The API server's history is another one than that of all changes until now: it was restored from a backup, or is
     * another one. Versions may fall, and may come again for something else. Called before the changes that lead from
     * one to the other. Must not block, as {@link #changed}.
     */
    default void historyEnded() {}

    /**
     * The definition of the resource has changed: objects are served in another version, or with other content under
     * the same resource version. Called before what changed else. Must not block, as {@link #changed}.
     */
    default void redefined() {}

    /** The resource is known up to this version, although nothing changed. Must not block, as {@link #changed}. */
    default void reached(long version) {}

    /**
     * The resource is no longer defined. {@code left} are the deletes of what was left of it, of which
     * {@link #changed} has been told; no version belongs to them.
     */
    default void ended(List<Change> left) {}
}

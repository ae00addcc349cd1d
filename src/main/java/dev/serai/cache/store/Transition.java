package dev.serai.cache.store;

import dev.serai.cache.object.CachedObject;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * What a change means to a watcher with a selector: an object that begins to match is ADDED, one that ceases to match
 * is DELETED.
 *
 * @param type what the watcher is told
 * @param object the object to show; of a delete, as it was before
 */
public record Transition(Change.Type type, CachedObject object) {

    /** Empty if the change does not concern the watcher. */
    public static Optional<Transition> of(Change change, Predicate<CachedObject> selector) {
        CachedObject previous = change.previous();
        boolean gone = change.type() == Change.Type.DELETED;
        boolean now = !gone && selector.test(change.object());
        if (previous == null || !selector.test(previous)) {
            return now ? Optional.of(new Transition(Change.Type.ADDED, change.object())) : Optional.empty();
        }
        if (now) {
            return Optional.of(new Transition(Change.Type.MODIFIED, change.object()));
        }
        return Optional.of(new Transition(Change.Type.DELETED, gone ? change.object() : previous));
    }
}

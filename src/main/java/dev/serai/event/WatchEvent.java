package dev.serai.event;

import dev.serai.cache.Change;
import java.time.Instant;
import java.util.function.Supplier;

/**
 * One change of one object on its way to a sink.
 *
 * @param type what happened, as the sink sees it: what begins to be selected is ADDED, what ceases to be is DELETED
 * @param deselected whether it is a DELETED of an object that is still there
 * @param uid the object's uid
 * @param resourceVersion the object's version after the change; of a delete, of its last known state
 * @param path the object's path in the API server
 * @param seen when Serai saw it
 * @param document the object's JSON; of a delete, its last state. Made when it is asked for, so that what waits in
 *     memory is the cache's own bytes
 * @param before its JSON before; null where it is not known or, mostly, is in the ledger
 * @param position where the subscription remembers how far it came
 */
record WatchEvent(
        Change.Type type,
        boolean deselected,
        String uid,
        String resourceVersion,
        String path,
        Instant seen,
        Supplier<byte[]> document,
        Supplier<byte[]> before,
        Ledger.Position position) {

    /** The same for each repetition of this event, and for no other: what sinks find duplicates by. */
    String id() {
        // An object is deleted once, but may cease to be selected many times.
        return isDelete() && !deselected ? uid + "-deleted" : uid + "-" + resourceVersion + "-" + typeName();
    }

    String typeName() {
        return Choice.word(type);
    }

    boolean isDelete() {
        return type == Change.Type.DELETED;
    }

    /** The same under another version. */
    WatchEvent at(String version) {
        return new WatchEvent(type, deselected, uid, version, path, seen, document, before, position);
    }

    /** The same without its bytes: the ledger has a state of the object. */
    WatchEvent fromLedger() {
        return new WatchEvent(
                type,
                deselected,
                uid,
                resourceVersion,
                path,
                seen,
                () -> position.get(uid).document(),
                null,
                position);
    }
}

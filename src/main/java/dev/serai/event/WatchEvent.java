package dev.serai.event;

import dev.serai.cache.Change;
import java.time.Instant;
import java.util.Locale;
import java.util.function.Supplier;

/**
 * One change of one object on its way to a sink.
 *
 * @param type what happened
 * @param uid the object's uid
 * @param resourceVersion the object's version after the change; of a delete, of its last known state
 * @param path the object's path in the API server
 * @param seen when Serai saw it
 * @param document the object's JSON; of a delete, its last state. Made when it is asked for, so that what waits in
 *     memory is the cache's own bytes
 * @param position where the subscription remembers how far it came
 */
record WatchEvent(
        Change.Type type,
        String uid,
        String resourceVersion,
        String path,
        Instant seen,
        Supplier<byte[]> document,
        Ledger.Position position) {

    /** The same for each repetition of this event, and for no other: what sinks find duplicates by. */
    String id() {
        return isDelete() ? uid + "-deleted" : uid + "-" + resourceVersion + "-" + typeName();
    }

    String typeName() {
        return type.name().toLowerCase(Locale.ROOT);
    }

    boolean isDelete() {
        return type == Change.Type.DELETED;
    }

    /**
     * Remembers what the sink is about to hear, where it is the first of an object or the last. After a crash both come
     * again as they were: an add, because the object may be gone by then, and a delete, because what was seen of it
     * when it went is told nowhere else.
     */
    void announce(byte[] delivered) {
        if (isDelete() || type == Change.Type.ADDED && position.get(uid) == null) {
            position.announce(entry(delivered, isDelete()));
        }
    }

    /** Remembers that the sink has it. {@code delivered} is the document as it was sent. */
    void acknowledge(byte[] delivered) {
        if (isDelete()) {
            position.forget(uid);
        } else if (type == Change.Type.ADDED) {
            // Forgotten in a crash, it would be repeated after what has followed it.
            position.announce(entry(delivered, true));
        } else {
            position.remember(entry(delivered, true));
        }
    }

    private Ledger.Entry entry(byte[] delivered, boolean known) {
        return new Ledger.Entry(uid, resourceVersion, path, delivered, known);
    }
}

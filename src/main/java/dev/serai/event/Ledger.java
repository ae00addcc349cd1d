package dev.serai.event;

import java.util.List;

/**
 * What each subscription has delivered, object by object. A watch can be resumed for minutes only; with the ledger a
 * subscription finds out after any gap what was added, changed and deleted meanwhile.
 */
public interface Ledger extends AutoCloseable {

    /** The position of one subscription in one resource; made when it does not exist yet. */
    Position position(String subscription, String resource);

    /** Writes what is left and gives the storage free. */
    @Override
    void close();

    /** How far a subscription came. Safe for use by many threads. */
    interface Position {

        /** The last delivered state of an object; null when none was delivered, or its delete was. */
        Entry get(String uid);

        /** All objects that were delivered and not deleted. */
        List<Entry> entries();

        void remember(Entry entry);

        void forget(String uid);
    }

    /**
     * The last delivered state of one object.
     *
     * @param uid the object's uid
     * @param resourceVersion the version that was delivered
     * @param path the object's path in the API server
     * @param document its JSON as it was delivered: the last state, should the delete be missed
     */
    record Entry(String uid, String resourceVersion, String path, byte[] document) {}
}

package dev.serai.event;

import java.util.stream.Stream;

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

        /** What is known of an object; null when nothing of it was announced, or its delete was delivered. */
        Entry get(String uid);

        /** All objects that a sink may know, read one after the other: together they may not fit into memory. */
        Stream<Entry> entries();

        /**
         * Writes down, so that a crash does not lose it, that a sink is about to hear of an object for the first time.
         * Without it, an object that is deleted right after a crash would stay in the sink for ever.
         */
        void announce(Entry entry);

        void remember(Entry entry);

        void forget(String uid);
    }

    /**
     * What a sink knows of one object.
     *
     * @param uid the object's uid
     * @param resourceVersion the version that was announced or delivered
     * @param path the object's path in the API server
     * @param document its JSON as it was delivered: the last state, should the delete be missed
     * @param delivered whether the sink is known to have it; after a crash it may have what was only announced
     */
    record Entry(String uid, String resourceVersion, String path, byte[] document, boolean delivered) {}
}

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
         * As {@link #remember}, and no crash loses it, nor anything that was remembered or forgotten before it. So it is
         * written what a sink is about to hear of an object first and last, and that it has heard the first.
         */
        void announce(Entry entry);

        /** Writes down what a sink knows of an object. A crash soon after may lose it: then the sink hears it again. */
        void remember(Entry entry);

        /** The object is gone, and the sink knows. A crash may lose it, as with {@link #remember}. */
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

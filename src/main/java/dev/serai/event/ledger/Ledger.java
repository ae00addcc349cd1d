package dev.serai.event.ledger;

import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What each subscription has delivered, object by object. A watch can resume only for minutes; with the ledger, a
 * subscription finds what was added, changed and deleted during any gap.
 */
public interface Ledger extends AutoCloseable {

    /**
     * The position of one subscription in one resource; it is created if needed.
     *
     * @throws RuntimeException if the storage does not answer now
     */
    Position position(String subscription, String resource);

    /** Writes what is left and releases the storage. */
    @Override
    void close();

    /** How far a subscription came. Thread-safe. */
    interface Position {

        /** Whether the subscription began before. If so, an unknown object is new; if not, it was there already. */
        boolean begun();

        /** Writes durably that it has begun, and everything that was remembered until now. */
        void begin();

        /**
         * How many histories of the cluster ended during the subscription. In another history, a version may mean
         * something else, and a deleted object may live again.
         */
        int histories();

        /** Writes durably how many histories have ended. */
        void histories(int ended);

        /** What is known of an object; null if nothing of it was announced, or its delete was delivered. */
        @Nullable
        Entry get(String uid);

        /**
         * What is known of an object that was announced and whose delete was not delivered.
         *
         * @throws NullPointerException if nothing is known
         */
        default Entry known(String uid) {
            return Objects.requireNonNull(get(uid));
        }

        /** All objects that a sink may know, read one after the other: together they may not fit into memory. */
        Stream<Entry> entries();

        /**
         * As {@link #remember}, but durable, together with everything that was remembered or forgotten before. It is
         * used for the first and the last event of an object before they are sent, for the fact that the first one
         * arrived, and for changes, which must come again with the same ids.
         */
        void announce(Entry entry);

        /** Writes what a sink knows of an object. A crash soon after may lose it; then the sink receives it again. */
        void remember(Entry entry);

        /** The object is gone, and the sink knows. A crash may lose this, as with {@link #remember}. */
        void forget(String uid);
    }

    /**
     * What a sink knows of one object.
     *
     * @param uid the object's uid
     * @param resourceVersion the version that was announced or delivered
     * @param path the object's path in the API server
     * @param state whether the sink has it
     * @param document the JSON that was delivered: the last state, if the delete is missed
     * @param before if it was only announced, the JSON from which the changes were computed; null for none
     */
    record Entry(
            String uid, String resourceVersion, String path, State state, byte[] document, byte @Nullable [] before) {}

    /** Whether a sink has what the ledger holds. After a crash it may have what was only announced. */
    enum State {
        DELIVERED,
        ADDED_ANNOUNCED,
        MODIFIED_ANNOUNCED,
        DELETED_ANNOUNCED
    }
}

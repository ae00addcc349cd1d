package dev.serai.event.ledger;

import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What each subscription has delivered, object by object. A watch can be resumed for minutes only; with the ledger a
 * subscription finds out after any gap what was added, changed and deleted meanwhile.
 */
public interface Ledger extends AutoCloseable {

    /**
     * The position of one subscription in one resource; made when it does not exist yet.
     *
     * @throws RuntimeException if the storage does not answer now
     */
    Position position(String subscription, String resource);

    /** Writes what is left and gives the storage free. */
    @Override
    void close();

    /** How far a subscription came. Safe for use by many threads. */
    interface Position {

        /** Whether the subscription has begun before: then what it does not know is new, else it is what was there. */
        boolean begun();

        /** Writes down for good that it has begun, and all that was remembered until now. */
        void begin();

        /**
         * How many histories of the cluster ended while the subscription was at work. Of another history a version may
         * mean something else, and an object that was deleted may live again.
         */
        int histories();

        /** Writes down for good that so many have ended. */
        void histories(int ended);

        /** What is known of an object; null when nothing of it was announced, or its delete was delivered. */
        @Nullable
        Entry get(String uid);

        /**
         * What is known of an object of which something was announced, and whose delete was not delivered.
         *
         * @throws NullPointerException if nothing is known
         */
        default Entry known(String uid) {
            return Objects.requireNonNull(get(uid));
        }

        /** All objects that a sink may know, read one after the other: together they may not fit into memory. */
        Stream<Entry> entries();

        /**
         * As {@link #remember}, and no crash loses it, nor anything that was remembered or forgotten before it. So it is
         * written what a sink is about to hear of an object first and last, that it has heard the first, and changes,
         * which come again under the same ids then.
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
     * @param state whether the sink has it
     * @param document its JSON as it was delivered: the last state, should the delete be missed
     * @param before of what was only announced, the JSON that the changes were computed from; null for none
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

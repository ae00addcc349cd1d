package dev.serai.conformance;

import java.util.NavigableSet;
import java.util.concurrent.ConcurrentSkipListSet;

/** One object from its creation to its end, as the API server told it to the one who changed it. */
final class Life {

    private final String uid;
    private final NavigableSet<Long> versions = new ConcurrentSkipListSet<>();
    private volatile boolean deleted;

    Life(String uid) {
        this.uid = uid;
    }

    String uid() {
        return uid;
    }

    void had(long version) {
        versions.add(version);
    }

    void ended() {
        deleted = true;
    }

    boolean isDeleted() {
        return deleted;
    }

    /** Whether the event is of this life. */
    boolean mayHaveBeen(Delivery event) {
        if (event.isDelete()) {
            return deleted;
        }
        // A pod on a node is deleted by force in two writes, of which the answer tells the second only.
        return versions.contains(event.version()) || deleted && event.version() > versions.last();
    }

    NavigableSet<Long> versions() {
        return versions;
    }
}

package dev.serai.cache.store;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/** The newest changes of one resource, so that a watch can resume. Not thread-safe. */
final class ChangeHistory {

    private final int capacity;
    private final Deque<Change> changes = new ArrayDeque<>();
    private long begin;

    ChangeHistory(int capacity) {
        this.capacity = capacity;
    }

    /** Forgets everything: nothing is known of the time before {@code version}. */
    void restart(long version) {
        changes.clear();
        begin = version;
    }

    /** The version after which every change is known. */
    long begin() {
        return begin;
    }

    void add(Change change) {
        changes.addLast(change);
        if (changes.size() > capacity) {
            begin = changes.removeFirst().version();
        }
    }

    /** All changes after a version, oldest first; empty if they are no longer known. */
    Optional<List<Change>> after(long version) {
        if (version < begin) {
            return Optional.empty();
        }
        return Optional.of(
                changes.stream().filter(change -> change.version() > version).toList());
    }
}

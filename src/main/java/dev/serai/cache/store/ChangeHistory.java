package dev.serai.cache.store;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/** The newest changes of one resource, from which a watch can be resumed. Not thread-safe. */
final class ChangeHistory {

    private final int capacity;
    private final Deque<Change> changes = new ArrayDeque<>();
    private long begin;

    ChangeHistory(int capacity) {
        this.capacity = capacity;
    }

    /** Forgets everything: what happened before {@code version} is not known. */
    void restart(long version) {
        changes.clear();
        begin = version;
    }

    /** The version from which on everything is known. */
    long begin() {
        return begin;
    }

    void add(Change change) {
        changes.addLast(change);
        if (changes.size() > capacity) {
            begin = changes.removeFirst().version();
        }
    }

    /** All changes after a version, oldest first; empty where they are no longer known. */
    Optional<List<Change>> after(long version) {
        if (version < begin) {
            return Optional.empty();
        }
        return Optional.of(
                changes.stream().filter(change -> change.version() > version).toList());
    }
}

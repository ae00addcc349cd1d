package dev.serai.event;

import dev.serai.cache.Change;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * The events of one object that no sink has taken yet, oldest first. It holds a bounded number of them: when a sink is
 * too slow, a later MODIFIED takes the place of the one before it. ADDED and DELETED always stay. Not thread-safe.
 */
final class Mailbox {

    private static final int CAPACITY = 8;

    private final Deque<WatchEvent> events = new ArrayDeque<>(2);
    private int failures;

    /** Adds an event; true if it took the place of an earlier one. */
    boolean add(WatchEvent event) {
        boolean full = events.size() >= CAPACITY
                && event.type() == Change.Type.MODIFIED
                && events.getLast().type() == Change.Type.MODIFIED;
        if (full) {
            events.removeLast();
        }
        events.addLast(event);
        return full;
    }

    WatchEvent head() {
        return events.getFirst();
    }

    /** Which attempt to deliver the head is next, from 1. */
    int attempt() {
        return failures + 1;
    }

    /** The head was taken; true if nothing is left. */
    boolean taken() {
        failures = 0;
        events.removeFirst();
        return events.isEmpty();
    }

    /** The head was refused; tells how many times in a row. */
    int failed() {
        return ++failures;
    }
}

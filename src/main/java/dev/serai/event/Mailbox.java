package dev.serai.event;

import dev.serai.cache.Change;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.UnaryOperator;

/**
 * The events that no sink has taken yet of the objects that bore one name, oldest first. When a sink is too slow, a
 * later MODIFIED takes the place of the one before it. ADDED and DELETED always stay. Not thread-safe.
 */
final class Mailbox {

    private final Deque<WatchEvent> events = new ArrayDeque<>(2);
    private int failures;

    /**
     * Adds an event. Where {@code capacity} events wait, a MODIFIED takes the place of the one before it. The head
     * always stays: it may be on its way.
     *
     * @return how many events the mailbox holds more
     */
    int add(WatchEvent event, int capacity) {
        boolean replaces = events.size() >= Math.max(2, capacity) && isModified(event) && isModified(events.getLast());
        if (replaces) {
            events.removeLast();
        }
        events.addLast(event);
        return replaces ? 0 : 1;
    }

    /**
     * Adds a DELETED of which no byte is to stay in memory: the MODIFIED that wait go, and the ADDED becomes what
     * {@code light} makes of it.
     *
     * @return how many events the mailbox holds more; negative where more went than came
     */
    int addLight(WatchEvent deleted, UnaryOperator<WatchEvent> light) {
        int gone = 0;
        while (events.size() > 1 && isModified(events.getLast())) {
            events.removeLast();
            gone++;
        }
        if (!events.isEmpty() && events.getLast().type() == Change.Type.ADDED) {
            events.addLast(light.apply(events.removeLast()));
        }
        events.addLast(deleted);
        return 1 - gone;
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

    private static boolean isModified(WatchEvent event) {
        return event.type() == Change.Type.MODIFIED;
    }
}

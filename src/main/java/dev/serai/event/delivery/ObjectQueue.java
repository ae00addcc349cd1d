package dev.serai.event.delivery;

import dev.serai.cache.store.Change;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The events that no sink has taken yet of the objects that bore one name, oldest first. When a sink is too slow, a
 * later MODIFIED takes the place of the one before it. ADDED and DELETED always stay. Not thread-safe.
 */
final class ObjectQueue {

    private final Deque<WatchEvent> events = new ArrayDeque<>(2);
    // The DELETED that are to have no bytes here and still do.
    private final Set<WatchEvent> withBytes = new HashSet<>(0);
    private int failures;

    /**
     * Adds an event. Where {@code capacity} events wait, a MODIFIED takes the place of the one before it. The head
     * always stays: it may be on its way.
     *
     * @return how many events the queue holds more
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
     * Adds a DELETED of which no byte is to stay in memory: the MODIFIED that wait go. It has its bytes from the ledger,
     * unless its ADDED waits, too: then the ledger may have none yet, and both are to be left to it.
     *
     * @return how many events the queue holds more; negative where more went than came
     */
    int addWithoutBytes(WatchEvent deleted) {
        int gone = 0;
        while (events.size() > 1 && isModified(events.getLast())) {
            events.removeLast();
            gone++;
        }
        if (!events.isEmpty() && events.getLast().type() == Change.Type.ADDED) {
            events.addLast(deleted);
            withBytes.add(deleted);
        } else {
            events.addLast(deleted.readingFromLedger());
        }
        return 1 - gone;
    }

    /** How many dead objects have bytes here that are to be left to the ledger. */
    int deadWithBytes() {
        return withBytes.size();
    }

    /** The events of dead objects that {@link #releaseBytes} is to be given in a form without bytes. */
    List<WatchEvent> addedOfDead() {
        var added = new ArrayList<WatchEvent>();
        WatchEvent before = null;
        for (WatchEvent event : events) {
            if (before != null && withBytes.contains(event)) {
                added.add(before);
            }
            before = event;
        }
        return added;
    }

    /** Replaces what {@code withoutBytes} has another form of, and the DELETED behind it. Only while none is on its way. */
    void releaseBytes(Map<WatchEvent, WatchEvent> withoutBytes) {
        List<WatchEvent> all = List.copyOf(events);
        events.clear();
        // Of what was taken since, the ledger knows, too.
        boolean known = true;
        for (WatchEvent event : all) {
            if (known && withBytes.remove(event)) {
                events.addLast(event.readingFromLedger());
            } else {
                events.addLast(withoutBytes.getOrDefault(event, event));
            }
            known = withoutBytes.containsKey(event);
        }
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
        withBytes.remove(events.removeFirst());
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

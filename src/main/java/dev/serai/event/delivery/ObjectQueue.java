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
 * The waiting events of all objects with one name, oldest first. If a sink is too slow, a later MODIFIED replaces the
 * one before it. ADDED and DELETED always stay. Not thread-safe.
 */
final class ObjectQueue {

    private final Deque<WatchEvent> events = new ArrayDeque<>(2);
    // The DELETED events that still have bytes here although the ledger should have them.
    private final Set<WatchEvent> withBytes = new HashSet<>(0);
    private int failures;

    /**
     * Adds an event. If {@code capacity} events wait, a MODIFIED replaces the one before it. The head always stays: its
     * delivery may be running.
     *
     * @return by how many events the queue has grown
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
     * Adds a DELETED without keeping its bytes in memory; waiting MODIFIED events are dropped. Its bytes come from the
     * ledger, unless its ADDED waits too: then the ledger may have none yet, and both must be written to it.
     *
     * @return by how many events the queue has grown; negative if it has shrunk
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

    /** How many dead objects have bytes here that belong into the ledger. */
    int deadWithBytes() {
        return withBytes.size();
    }

    /** The events of dead objects for which {@link #releaseBytes} needs a form without bytes. */
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

    /**
     * Replaces each event that {@code withoutBytes} has another form of, and the DELETED behind it. No delivery may be
     * running.
     */
    void releaseBytes(Map<WatchEvent, WatchEvent> withoutBytes) {
        List<WatchEvent> all = List.copyOf(events);
        events.clear();
        // Events that were taken since are in the ledger too.
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

    /** The number of the next attempt to deliver the head, from 1. */
    int attempt() {
        return failures + 1;
    }

    /** The sink took the head; returns true if nothing is left. */
    boolean taken() {
        failures = 0;
        withBytes.remove(events.removeFirst());
        return events.isEmpty();
    }

    /** The sink refused the head; returns how many times in a row. */
    int failed() {
        return ++failures;
    }

    private static boolean isModified(WatchEvent event) {
        return event.type() == Change.Type.MODIFIED;
    }
}

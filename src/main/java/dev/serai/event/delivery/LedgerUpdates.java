package dev.serai.event.delivery;

import dev.serai.cache.store.Change;
import dev.serai.event.ledger.Ledger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What the ledger is told of an event before and after it is delivered, and what it has of the object.
 *
 * @param redaction makes of an object's JSON what sinks may know
 * @param comparing whether events are told by comparing with the state before, which is to come again then, too
 */
record LedgerUpdates(Function<byte[], EventDocument> redaction, boolean comparing) {

    /** What the sink was last told of it: the version that a repetition after a crash will have, too. */
    static WatchEvent lastKnown(WatchEvent event) {
        return event.at(event.position().known(event.uid()).resourceVersion());
    }

    /** Before the first event of a history is sent: after a crash it is to be repeated under the same id. */
    static void rememberHistories(WatchEvent event) {
        if (event.position().histories() < event.histories()) {
            event.position().histories(event.histories());
        }
    }

    /** The object as the event has it. */
    EventDocument document(WatchEvent event) {
        return redaction.apply(event.document().get());
    }

    /** What the sink knew of the object before the event; null where it knew nothing. */
    @Nullable
    EventDocument before(WatchEvent event) {
        Ledger.Entry known = event.position().get(event.uid());
        if (known == null) {
            return event.before() == null
                    ? null
                    : redaction.apply(event.before().get());
        }
        byte[] before = known.state() == Ledger.State.DELIVERED ? known.document() : known.before();
        return before == null ? null : EventDocument.of(before);
    }

    /**
     * What may have arrived when a crash comes is to come again as it was, under the same id: the first of an object,
     * which may be gone by then, the last, of which nothing else tells, and changes, which no later state shows.
     * {@code before} is null where nothing was known.
     */
    void announce(WatchEvent event, byte @Nullable [] before, byte[] document) {
        Ledger.Entry known = event.position().get(event.uid());
        if (event.deselected()) {
            event.position().announce(event.position().known(event.uid()));
        } else if (event.isDelete()) {
            announce(event, Ledger.State.DELETED_ANNOUNCED, document, before);
        } else if (event.type() == Change.Type.ADDED && known == null) {
            announce(event, Ledger.State.ADDED_ANNOUNCED, document, before);
        } else if (comparing && known != null && known.state() == Ledger.State.DELIVERED) {
            announce(event, Ledger.State.MODIFIED_ANNOUNCED, document, before);
        }
    }

    /** The sink has it. */
    static void acknowledge(WatchEvent event, byte[] document) {
        Ledger.Entry known = event.position().get(event.uid());
        if (event.isDelete()) {
            event.position().forget(event.uid());
        } else if (known != null && known.state() != Ledger.State.DELIVERED) {
            // Forgotten in a crash, what was announced would be repeated after what has followed it.
            announce(event, Ledger.State.DELIVERED, document, null);
        } else {
            event.position().remember(entry(event, Ledger.State.DELIVERED, document, null));
        }
    }

    /** The event without its bytes, of which the ledger then has some. */
    WatchEvent withoutBytes(WatchEvent event) {
        if (event.position().get(event.uid()) == null) {
            event.position()
                    .remember(entry(
                            event, Ledger.State.ADDED_ANNOUNCED, document(event).bytes(), null));
        }
        return event.readingFromLedger();
    }

    /** What the ledger remembers of an object that the sink is not told of. */
    Ledger.Entry untold(WatchEvent event) {
        return entry(event, Ledger.State.DELIVERED, document(event).bytes(), null);
    }

    private static void announce(WatchEvent event, Ledger.State state, byte[] document, byte @Nullable [] before) {
        event.position().announce(entry(event, state, document, before));
    }

    private static Ledger.Entry entry(WatchEvent event, Ledger.State state, byte[] document, byte @Nullable [] before) {
        return new Ledger.Entry(event.uid(), event.resourceVersion(), event.path(), state, document, before);
    }
}

package dev.serai.event.delivery;

import dev.serai.cache.store.Change;
import dev.serai.event.ledger.Ledger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Updates the ledger before and after an event is delivered, and reads objects from it.
 *
 * @param redaction removes from an object's JSON what sinks must not know
 * @param comparing whether events are found by comparing with the state before; that state must be kept for
 *     repetitions too
 */
record LedgerUpdates(Function<byte[], EventDocument> redaction, boolean comparing) {

    /** The version that the sink last knew: a repetition after a crash has the same version. */
    static WatchEvent lastKnown(WatchEvent event) {
        return event.at(event.position().known(event.uid()).resourceVersion());
    }

    /** Called before the first event of a history is sent, so that a repetition after a crash has the same id. */
    static void rememberHistories(WatchEvent event) {
        if (event.position().histories() < event.histories()) {
            event.position().histories(event.histories());
        }
    }

    /** The object of the event. */
    EventDocument document(WatchEvent event) {
        return redaction.apply(event.document().get());
    }

    /** What the sink knew of the object before the event; null if it knew nothing. */
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
     * Announces what must come again unchanged after a crash, with the same id: the first event of an object, which may
     * be gone by then; the last event, which nothing else shows; and changes, which no later state shows. {@code
     * before} is null if nothing was known.
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

    /** The sink has the event. */
    static void acknowledge(WatchEvent event, byte[] document) {
        Ledger.Entry known = event.position().get(event.uid());
        if (event.isDelete()) {
            event.position().forget(event.uid());
        } else if (known != null && known.state() != Ledger.State.DELIVERED) {
            // If a crash lost this, the announced event would be repeated after later ones.
            announce(event, Ledger.State.DELIVERED, document, null);
        } else {
            event.position().remember(entry(event, Ledger.State.DELIVERED, document, null));
        }
    }

    /** The event without its bytes; the ledger has them then. */
    WatchEvent withoutBytes(WatchEvent event) {
        if (event.position().get(event.uid()) == null) {
            event.position()
                    .remember(entry(
                            event, Ledger.State.ADDED_ANNOUNCED, document(event).bytes(), null));
        }
        return event.readingFromLedger();
    }

    /** What the ledger remembers of an object that the sink does not receive. */
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

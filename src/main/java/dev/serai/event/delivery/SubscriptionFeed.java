package dev.serai.event.delivery;

import dev.serai.cache.ResourceCache;
import dev.serai.cache.object.CachedObject;
import dev.serai.cache.store.Change;
import dev.serai.cache.store.ChangeListener;
import dev.serai.cache.store.Snapshot;
import dev.serai.cache.store.Transition;
import dev.serai.event.ledger.Ledger;
import dev.serai.kube.ResourceType;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Turns the changes of one cached resource into the events of one subscription. It begins with what the subscription
 * missed, found by comparing the ledger with the cache, and goes on with what happens.
 */
public final class SubscriptionFeed implements AutoCloseable {

    private final ResourceCache cache;
    private final Predicate<CachedObject> selection;
    private final InitialState initialState;
    private final Consumer<WatchEvent> events;
    private final Runnable broken;
    private final Clock clock;
    private boolean closed;
    private @Nullable Hearing hearing;
    // Set before anything is heard.
    @SuppressWarnings("NullAway.Init")
    private volatile WatchEventFactory make;

    /** What a subscription that is new does with what is there already. */
    interface InitialState {
        /** Whether it is told of it. */
        boolean told();

        /** The object as the ledger is to remember it; asked for what is not told. */
        Ledger.Entry known(WatchEvent event);
    }

    /** {@code broken} is called when a change has failed to become an event: then it is to be compared anew. */
    public SubscriptionFeed(
            ResourceCache cache,
            Predicate<CachedObject> selection,
            InitialState initialState,
            Consumer<WatchEvent> events,
            Runnable broken,
            Clock clock) {
        this.cache = cache;
        this.selection = selection;
        this.initialState = initialState;
        this.events = events;
        this.broken = broken;
        this.clock = clock;
    }

    public ResourceCache cache() {
        return cache;
    }

    /**
     * Begins at {@code from}, the cache having synced. What happens during the comparison is held back, since it comes
     * after it: an object's changes would change places.
     *
     * @throws RuntimeException if the ledger fails, or has what the cache is yet to hear of; nothing was emitted then,
     *     and it may be called again
     */
    public void open(Ledger.Position from) {
        var opening = new Hearing();
        synchronized (this) {
            if (closed) {
                return;
            }
            make = new WatchEventFactory(from, from.histories(), cache.served().orElseThrow(), clock);
            hearing = opening;
        }
        // Without this feed's lock: who tells of changes has the store's, which this takes.
        Snapshot snapshot = cache.subscribe(opening);
        List<WatchEvent> missed;
        try {
            var comparison = new LedgerComparison(from, snapshot);
            comparison.failWhileBehind(cache.upstreamVersion());
            if (comparison.isOfOtherHistory()) {
                beginHistory();
            }
            missed = comparison.missed(selection, initialState, make);
        } catch (RuntimeException e) {
            cache.unsubscribe(opening);
            throw e;
        }
        missed.forEach(events);
        opening.goOn();
        synchronized (this) {
            if (closed) {
                cache.unsubscribe(opening);
            }
        }
    }

    private synchronized void beginHistory() {
        make = make.ofNextHistory();
    }

    private synchronized void serveAs(ResourceType type) {
        make = make.servedAs(type);
    }

    @Override
    public synchronized void close() {
        closed = true;
        if (hearing != null) {
            cache.unsubscribe(hearing);
        }
    }

    /** What the cache tells from one comparison on; what comes late for one that failed is nobody's. */
    private final class Hearing implements ChangeListener {

        private @Nullable List<Change> heldBack = new ArrayList<>();

        @Override
        public synchronized void changed(Change change) {
            if (heldBack != null) {
                heldBack.add(change);
            } else {
                emit(change);
            }
        }

        @Override
        public void missed() {
            broken.run();
        }

        // A new list is told of change by change.
        @Override
        public void relisted() {}

        @Override
        public void historyEnded() {
            beginHistory();
            redefined();
        }

        @Override
        public void redefined() {
            ResourceType served = cache.type();
            if (served != null) {
                serveAs(served);
            }
        }

        private synchronized void goOn() {
            if (heldBack != null) {
                heldBack.forEach(SubscriptionFeed.this::emit);
            }
            heldBack = null;
        }
    }

    private void emit(Change change) {
        Transition.of(change, selection).ifPresent(transition -> events.accept(event(change, transition)));
    }

    private WatchEvent event(Change change, Transition transition) {
        if (transition.type() == Change.Type.DELETED && change.type() != Change.Type.DELETED) {
            return make.deselected(transition.object());
        }
        boolean begins = transition.type() == Change.Type.ADDED;
        return make.event(transition.type(), transition.object(), begins ? change.previous() : null);
    }
}

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
 * missed, which it finds by comparing the ledger with the cache, and goes on with later changes.
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
    // Set before any change comes.
    @SuppressWarnings("NullAway.Init")
    private volatile WatchEventFactory make;

    /** What a new subscription does with the objects that are there already. */
    interface InitialState {
        /** Whether it receives them. */
        boolean told();

        /** What the ledger must remember of an object that it does not receive. */
        Ledger.Entry known(WatchEvent event);
    }

    /** {@code broken} is called if a change could not become an event: then a new comparison is needed. */
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
     * Begins at {@code from}, after the cache has synced. Changes during the comparison are held back, since they
     * belong after it: otherwise an object's events would be out of order.
     *
     * @throws RuntimeException if the ledger fails, or is ahead of the cache; then nothing was emitted, and it may
     *     be called again
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
        // Without this feed's lock: the store calls with its own lock held, which this call takes.
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

    /** What the cache reports after one comparison. Changes for a comparison that failed are ignored. */
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

        // Each difference of a new list comes as a change.
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

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
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;

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
    private Hearing hearing;
    private volatile Ledger.Position position;
    private volatile ResourceType type;
    // How many histories of the cluster have ended, the subscription having begun.
    private volatile int histories;

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
            position = from;
            histories = from.histories();
            type = cache.served().orElseThrow();
            hearing = opening;
        }
        // Without this feed's lock: who tells of changes has the store's, which this takes.
        Snapshot snapshot = cache.subscribe(opening);
        List<WatchEvent> missed;
        try {
            failWhileBehind(snapshot);
            if (isOfOtherHistory(snapshot)) {
                beginHistory();
            }
            missed = missed(snapshot);
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
        histories++;
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

        private List<Change> heldBack = new ArrayList<>();

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
            type = cache.type();
        }

        private synchronized void goOn() {
            heldBack.forEach(SubscriptionFeed.this::emit);
            heldBack = null;
        }
    }

    // Another replica may have delivered what this one is yet to hear of: compared now, it would be taken back. Where
    // the API server itself is not that far, the ledger is of another cluster, or of this one before it was restored.
    private void failWhileBehind(Snapshot snapshot) {
        long newest =
                position.entries().mapToLong(SubscriptionFeed::version).max().orElse(0);
        if (newest > snapshot.version() && newest <= cache.upstreamVersion()) {
            throw new StaleCacheException(
                    "the cache is at version %d, and version %d was delivered".formatted(snapshot.version(), newest));
        }
    }

    // While nobody looked, the cluster has gone back to before what was delivered.
    private boolean isOfOtherHistory(Snapshot snapshot) {
        Map<String, Long> present = snapshot.objects().stream()
                .collect(Collectors.toMap(CachedObject::uid, CachedObject::version, Math::max));
        return position.entries()
                .anyMatch(entry -> version(entry) > snapshot.version()
                        || version(entry) > present.getOrDefault(entry.uid(), Long.MAX_VALUE));
    }

    private static long version(Ledger.Entry entry) {
        return Long.parseLong(entry.resourceVersion());
    }

    private List<WatchEvent> missed(Snapshot snapshot) {
        List<WatchEvent> missed = new ArrayList<>();
        // What was announced before a crash may or may not have arrived: it comes again as it was, with the same id.
        position.entries()
                .filter(entry -> entry.state() != Ledger.State.DELIVERED)
                .forEach(entry -> missed.add(repetition(entry)));
        // Deletes next: where a name was given anew, the old object goes before the new one comes.
        Set<String> present = snapshot.objects().stream().map(CachedObject::uid).collect(Collectors.toSet());
        List<CachedObject> selected =
                snapshot.objects().stream().filter(selection).toList();
        Set<String> chosen = selected.stream().map(CachedObject::uid).collect(Collectors.toSet());
        position.entries()
                .filter(entry -> !chosen.contains(entry.uid()) && entry.state() != Ledger.State.DELETED_ANNOUNCED)
                .forEach(entry -> missed.add(event(Change.Type.DELETED, present.contains(entry.uid()), entry)));
        boolean told = position.begun() || initialState.told();
        for (CachedObject object : selected) {
            Ledger.Entry entry = position.get(object.uid());
            if (entry == null && !told) {
                position.remember(initialState.known(event(Change.Type.ADDED, object, null)));
            } else if (entry == null) {
                missed.add(event(Change.Type.ADDED, object, null));
            } else if (!entry.resourceVersion().equals(object.resourceVersion())) {
                missed.add(event(Change.Type.MODIFIED, object, null));
            }
        }
        position.begin();
        return missed;
    }

    private WatchEvent repetition(Ledger.Entry entry) {
        Change.Type change =
                switch (entry.state()) {
                    case ADDED_ANNOUNCED -> Change.Type.ADDED;
                    case DELETED_ANNOUNCED -> Change.Type.DELETED;
                    default -> Change.Type.MODIFIED;
                };
        return event(change, false, entry);
    }

    private void emit(Change change) {
        Transition.of(change, selection).ifPresent(transition -> events.accept(event(change, transition)));
    }

    private WatchEvent event(Change change, Transition transition) {
        if (transition.type() == Change.Type.DELETED && change.type() != Change.Type.DELETED) {
            return event(Change.Type.DELETED, true, entry(transition.object()));
        }
        boolean begins = transition.type() == Change.Type.ADDED;
        return event(transition.type(), transition.object(), begins ? change.previous() : null);
    }

    private Ledger.Entry entry(CachedObject object) {
        return new Ledger.Entry(
                object.uid(),
                object.resourceVersion(),
                type.path(object.namespace(), object.name()).readableObject(),
                Ledger.State.DELIVERED,
                null,
                null);
    }

    // What the ledger knows is read when it is delivered: thousands of them may wait.
    private WatchEvent event(Change.Type change, boolean deselected, Ledger.Entry entry) {
        String uid = entry.uid();
        return new WatchEvent(
                change,
                deselected,
                entry.uid(),
                entry.resourceVersion(),
                entry.path(),
                clock.instant(),
                () -> position.get(uid).document(),
                null,
                position,
                histories);
    }

    private WatchEvent event(Change.Type change, CachedObject object, CachedObject previous) {
        // As it was served when this happened.
        ResourceType type = this.type;
        return new WatchEvent(
                change,
                false,
                object.uid(),
                object.resourceVersion(),
                type.path(object.namespace(), object.name()).readableObject(),
                clock.instant(),
                () -> type.document(object.json()),
                previous == null ? null : () -> type.document(previous.json()),
                position,
                histories);
    }
}

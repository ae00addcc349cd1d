package dev.serai.event;

import dev.serai.cache.CachedObject;
import dev.serai.cache.Change;
import dev.serai.cache.ChangeListener;
import dev.serai.cache.ResourceCache;
import dev.serai.cache.ResourceType;
import dev.serai.cache.Snapshot;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Turns the changes of one cached resource into the events of one subscription. It begins with what the subscription
 * missed, found by comparing the ledger with the cache, and goes on with what happens.
 */
final class Feed implements ChangeListener, AutoCloseable {

    private final ResourceCache cache;
    private final Set<String> namespaces;
    private final Ledger.Position position;
    private final Consumer<WatchEvent> events;
    private final Clock clock;
    private List<Change> heldBack = new ArrayList<>();
    private boolean closed;
    private ResourceType type;

    /** {@code namespaces} is empty where all of them are meant. */
    Feed(
            ResourceCache cache,
            Set<String> namespaces,
            Ledger.Position position,
            Consumer<WatchEvent> events,
            Clock clock) {
        this.cache = cache;
        this.namespaces = namespaces;
        this.position = position;
        this.events = events;
        this.clock = clock;
    }

    /** Begins as soon as the cache has synced, and returns at once. */
    void open() {
        cache.synced().thenAccept(this::begin);
    }

    @Override
    public synchronized void changed(Change change) {
        if (heldBack != null) {
            heldBack.add(change);
        } else {
            emit(change);
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
        cache.unsubscribe(this);
    }

    private void begin(ResourceType resourceType) {
        Snapshot snapshot;
        synchronized (this) {
            if (closed) {
                return;
            }
            type = resourceType;
            snapshot = cache.subscribe(this);
        }
        emitMissed(snapshot);
        synchronized (this) {
            // What happened during the comparison comes after it, or an object's changes would change places.
            heldBack.forEach(this::emit);
            heldBack = null;
        }
    }

    private void emitMissed(Snapshot snapshot) {
        // What was announced before a crash may or may not have arrived: it comes again as it was, with the same id.
        position.entries().filter(entry -> !entry.delivered()).forEach(entry -> emit(Change.Type.ADDED, entry));
        // Deletes next: where a name was given anew, the old object goes before the new one comes.
        Set<String> present = snapshot.objects().stream().map(CachedObject::uid).collect(Collectors.toSet());
        position.entries()
                .filter(entry -> !present.contains(entry.uid()))
                .forEach(entry -> emit(Change.Type.DELETED, entry));
        for (CachedObject object : snapshot.objects()) {
            Ledger.Entry entry = position.get(object.uid());
            if (entry == null) {
                emit(new Change(Change.Type.ADDED, object, null));
            } else if (!entry.resourceVersion().equals(object.resourceVersion())) {
                emit(new Change(Change.Type.MODIFIED, object, null));
            }
        }
    }

    private void emit(Change.Type change, Ledger.Entry entry) {
        events.accept(new WatchEvent(
                change,
                entry.uid(),
                entry.resourceVersion(),
                entry.path(),
                clock.instant(),
                entry::document,
                position));
    }

    private void emit(Change change) {
        CachedObject object = change.object();
        if (!namespaces.isEmpty() && !namespaces.contains(object.namespace())) {
            return;
        }
        events.accept(new WatchEvent(
                change.type(),
                object.uid(),
                object.resourceVersion(),
                type.path(object),
                clock.instant(),
                () -> type.document(object),
                position));
    }
}

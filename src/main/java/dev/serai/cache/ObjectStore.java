package dev.serai.cache;

import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The objects of one resource, and who hears of their changes. One informer writes, anyone reads: a GET takes no
 * lock, and a list is taken from a snapshot that is shared until the next change.
 */
final class ObjectStore implements ResourceEventHandler<CachedObject> {

    private static final Logger LOG = LoggerFactory.getLogger(ObjectStore.class);

    private final Object lock = new Object();
    private final TreeMap<String, CachedObject> sorted = new TreeMap<>();
    private final Map<String, CachedObject> byKey = new ConcurrentHashMap<>();
    private final List<ChangeListener> listeners = new CopyOnWriteArrayList<>();
    private final History history;
    private final Runnable listed;
    // Only the informer's thread touches it. Not null while a list is read.
    private List<Change> pending;
    private volatile long version;
    private volatile Snapshot snapshot;

    /**
     * Remembers {@code historySize} changes. {@code listed} is called after each complete list, when all its objects
     * are in the store.
     */
    ObjectStore(int historySize, Runnable listed) {
        this.history = new History(historySize);
        this.listed = listed;
    }

    /** The object; null when there is none. */
    CachedObject get(String namespace, String name) {
        return byKey.get(CachedObject.key(namespace, name));
    }

    long version() {
        return version;
    }

    Snapshot snapshot() {
        Snapshot current = snapshot;
        if (current != null) {
            return current;
        }
        synchronized (lock) {
            if (snapshot == null) {
                snapshot = Snapshot.of(version, sorted.values().toArray(CachedObject[]::new));
            }
            return snapshot;
        }
    }

    /** What changed after a version; empty where that is no longer known. */
    Optional<List<Change>> changesAfter(long from) {
        synchronized (lock) {
            return history.after(from);
        }
    }

    long oldestVersion() {
        synchronized (lock) {
            return history.begin();
        }
    }

    /** From now on {@code listener} hears of each change that is not in the snapshot that is returned. */
    Snapshot subscribe(ChangeListener listener) {
        synchronized (lock) {
            listeners.add(listener);
            return snapshot();
        }
    }

    void unsubscribe(ChangeListener listener) {
        listeners.remove(listener);
    }

    /** The resource is no longer defined: what is left of it is deleted, and nothing can be gone on from. */
    void end() {
        synchronized (lock) {
            List<Change> left = sorted.values().stream()
                    .map(object -> new Change(Change.Type.DELETED, object, object))
                    .toList();
            left.forEach(this::apply);
            history.restart(version);
            tell(listener -> listener.ended(left));
        }
    }

    @Override
    public void onBeforeList(String lastVersion) {
        pending = new ArrayList<>();
    }

    @Override
    public void onAdd(CachedObject object) {
        if (object.isBookmark()) {
            reach(object.version());
            return;
        }
        take(new Change(Change.Type.ADDED, object, null));
    }

    @Override
    public void onUpdate(CachedObject previous, CachedObject object) {
        if (object.isBookmark()) {
            reach(object.version());
        } else if (previous.uid().equals(object.uid())) {
            take(new Change(Change.Type.MODIFIED, object, previous));
        } else {
            // Deleted and created again under one name while nobody watched: fabric8 reports one update.
            take(new Change(Change.Type.DELETED, previous, previous));
            take(new Change(Change.Type.ADDED, object, null));
        }
    }

    @Override
    public void onDelete(CachedObject object, boolean finalStateUnknown) {
        if (object.isBookmark()) {
            return;
        }
        CachedObject previous = get(object.namespace(), object.name());
        take(new Change(Change.Type.DELETED, object, previous == null ? object : previous));
    }

    // A list comes page by page and in the order of names: until all of it is there, no version can be told.
    @Override
    public void onList(String listVersion, boolean remainedEmpty) {
        synchronized (lock) {
            if (pending != null) {
                pending.forEach(this::apply);
                pending = null;
            }
            version = Math.max(version, Long.parseLong(listVersion));
            history.restart(version);
            snapshot = null;
            tell(ChangeListener::relisted);
        }
        listed.run();
    }

    private void reach(long bookmark) {
        synchronized (lock) {
            if (pending != null || bookmark <= version) {
                return;
            }
            version = bookmark;
            Snapshot current = snapshot;
            snapshot = current == null ? null : current.at(bookmark);
            tell(listener -> listener.reached(bookmark));
        }
    }

    private void take(Change change) {
        if (pending != null) {
            pending.add(change);
            return;
        }
        synchronized (lock) {
            apply(change);
        }
    }

    private void apply(Change change) {
        CachedObject object = change.object();
        if (change.type() == Change.Type.DELETED) {
            sorted.remove(object.key());
            byKey.remove(object.key());
        } else {
            sorted.put(object.key(), object);
            byKey.put(object.key(), object);
        }
        version = Math.max(version, object.version());
        snapshot = null;
        history.add(change);
        tell(listener -> listener.changed(change));
    }

    // What one of them throws must cost neither the others the change nor the informer the rest of its list.
    private void tell(Consumer<ChangeListener> news) {
        for (ChangeListener listener : listeners) {
            try {
                news.accept(listener);
            } catch (RuntimeException | Error failure) {
                LOG.error("A listener has failed at a change; it is to compare what it knows", failure);
                missed(listener);
            }
        }
    }

    private static void missed(ChangeListener listener) {
        try {
            listener.missed();
        } catch (RuntimeException | Error failure) {
            LOG.error("A listener that missed a change has failed again", failure);
        }
    }
}

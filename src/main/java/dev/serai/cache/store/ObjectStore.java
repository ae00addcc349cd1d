package dev.serai.cache.store;

import dev.serai.cache.object.CachedObject;
import dev.serai.kube.ResourceType;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The objects of one resource, and the listeners to their changes. One informer writes, anyone reads. A GET takes no
 * lock; a list comes from a snapshot that is shared until the next change.
 */
public final class ObjectStore {

    private final Object lock = new Object();
    private final TreeMap<String, CachedObject> sorted = new TreeMap<>();
    private final Map<String, CachedObject> byKey = new ConcurrentHashMap<>();
    private final ChangeListeners listeners = new ChangeListeners();
    private final ChangeHistory history;
    // The only one who may write. A stopped informer may still deliver something.
    private @Nullable StoreWriter writer;
    private boolean historyEnds;
    private volatile @Nullable ResourceType type;
    private volatile int histories;
    private volatile long endedAt;
    private volatile long version;
    private int generation;
    private volatile @Nullable Snapshot snapshot;

    /** {@code historySize} is how many changes it remembers. */
    public ObjectStore(int historySize) {
        this.history = new ChangeHistory(historySize);
    }

    /** The object; null when there is none. */
    public @Nullable CachedObject get(@Nullable String namespace, String name) {
        return byKey.get(CachedObject.key(namespace, name));
    }

    /** How many objects there are. */
    public int size() {
        return byKey.size();
    }

    public long version() {
        return version;
    }

    /** How many bytes their JSON takes. It takes no lock, so that nobody who writes waits for it. */
    public long bytes() {
        long bytes = 0;
        for (CachedObject object : byKey.values()) {
            bytes += object.json().length;
        }
        return bytes;
    }

    /** The type under which the objects are served; null before the first list. */
    public @Nullable ResourceType type() {
        return type;
    }

    /** How many histories have ended. Nobody can compare versions of two different histories. */
    public int histories() {
        return histories;
    }

    /** The highest version that was known of an ended history; 0 if none has ended. */
    public long endedAt() {
        return endedAt;
    }

    public Snapshot snapshot() {
        Snapshot current = snapshot;
        if (current != null) {
            return current;
        }
        synchronized (lock) {
            if (snapshot == null) {
                snapshot = Snapshot.of(version, sorted.values().toArray(CachedObject[]::new))
                        .ofGeneration(generation);
            }
            return snapshot;
        }
    }

    /** The changes after a version; empty if they are no longer known. */
    public Optional<List<Change>> changesAfter(long from) {
        synchronized (lock) {
            return history.after(from);
        }
    }

    public long oldestVersion() {
        synchronized (lock) {
            return history.begin();
        }
    }

    /** Subscribes {@code listener}: it hears of each change that is not in the returned snapshot. */
    public Snapshot subscribe(ChangeListener listener) {
        synchronized (lock) {
            listeners.add(listener);
            return snapshot();
        }
    }

    public void unsubscribe(ChangeListener listener) {
        listeners.remove(listener);
    }

    /** From now on only {@code next} may write; null for nobody. */
    public void writtenBy(@Nullable StoreWriter next) {
        synchronized (lock) {
            writer = next;
        }
    }

    /** The next list belongs to another history than the objects here, whatever its version is. */
    public void endHistory() {
        synchronized (lock) {
            historyEnds = true;
        }
    }

    /**
     * The resource is no longer served, although its objects live. They stay, and are compared when it is served again.
     */
    public void withdraw() {
        synchronized (lock) {
            history.restart(version);
            listeners.tell(ChangeListener::redefined);
        }
    }

    /** The resource is no longer defined. The remaining objects are deleted, and nobody can resume from here. */
    public void end() {
        synchronized (lock) {
            List<Change> left = sorted.values().stream()
                    .map(object -> new Change(Change.Type.DELETED, object, object))
                    .toList();
            left.forEach(this::apply);
            history.restart(version);
            listeners.tell(listener -> listener.ended(left));
        }
    }

    /** Puts the newest state of an object. */
    public void put(StoreWriter by, CachedObject object) {
        synchronized (lock) {
            if (by == writer) {
                CachedObject previous = sorted.get(object.key());
                apply(new Change(previous == null ? Change.Type.ADDED : Change.Type.MODIFIED, object, previous));
            }
        }
    }

    /** Removes an object; {@code last} is its last state. */
    public void remove(StoreWriter by, CachedObject last) {
        synchronized (lock) {
            if (by == writer) {
                CachedObject previous = sorted.get(last.key());
                apply(new Change(Change.Type.DELETED, last, previous == null ? last : previous));
            }
        }
    }

    /** Nothing changed up to this version. */
    public void reach(StoreWriter by, long bookmark) {
        synchronized (lock) {
            if (by != writer || bookmark <= version) {
                return;
            }
            version = bookmark;
            Snapshot current = snapshot;
            snapshot = current == null ? null : current.at(bookmark);
            listeners.tell(listener -> listener.reached(bookmark));
        }
    }

    /**
     * Replaces all objects by a complete list, and tells the listeners the difference.
     *
     * @return false if {@code by} may not write
     */
    public boolean replace(StoreWriter by, ResourceType served, List<CachedObject> listed, long listVersion) {
        synchronized (lock) {
            if (by != writer) {
                return false;
            }
            var difference = ListDifference.between(sorted, version, listed, listVersion);
            boolean back = historyEnds || difference.goesBack();
            boolean redefined = difference.isRestated() || (type != null && !type.equals(served));
            historyEnds = false;
            type = served;
            // Told before the changes: one stream cannot hold two histories or two definitions.
            if (back) {
                histories++;
                generation++;
                endedAt = Math.max(endedAt, version);
                listeners.tell(ChangeListener::historyEnded);
            } else if (redefined) {
                generation++;
                listeners.tell(ChangeListener::redefined);
            }
            difference.changes().forEach(this::apply);
            difference.restated().forEach(this::keep);
            version = back ? listVersion : Math.max(version, listVersion);
            history.restart(version);
            snapshot = null;
            listeners.tell(ChangeListener::relisted);
        }
        return true;
    }

    private void keep(CachedObject object) {
        sorted.put(object.key(), object);
        byKey.put(object.key(), object);
    }

    private void apply(Change change) {
        CachedObject object = change.object();
        if (change.type() == Change.Type.DELETED) {
            sorted.remove(object.key());
            byKey.remove(object.key());
        } else {
            keep(object);
        }
        version = Math.max(version, object.version());
        snapshot = null;
        history.add(change);
        listeners.tell(listener -> listener.changed(change));
    }
}

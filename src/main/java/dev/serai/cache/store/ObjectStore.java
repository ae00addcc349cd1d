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
 * The objects of one resource, and who hears of their changes. One informer writes, anyone reads: a GET takes no
 * lock, and a list is taken from a snapshot that is shared until the next change.
 */
public final class ObjectStore {

    private final Object lock = new Object();
    private final TreeMap<String, CachedObject> sorted = new TreeMap<>();
    private final Map<String, CachedObject> byKey = new ConcurrentHashMap<>();
    private final ChangeListeners listeners = new ChangeListeners();
    private final ChangeHistory history;
    // Who may write. Of an informer that was stopped something may still be on its way.
    private @Nullable StoreWriter writer;
    private boolean historyEnds;
    private volatile @Nullable ResourceType type;
    private volatile int histories;
    private volatile long endedAt;
    private volatile long version;
    private int generation;
    private volatile @Nullable Snapshot snapshot;

    /** Remembers {@code historySize} changes. */
    public ObjectStore(int historySize) {
        this.history = new ChangeHistory(historySize);
    }

    /** The object; null when there is none. */
    public @Nullable CachedObject get(@Nullable String namespace, String name) {
        return byKey.get(CachedObject.key(namespace, name));
    }

    public long version() {
        return version;
    }

    /** What the objects are served as; null before the first list. */
    public @Nullable ResourceType type() {
        return type;
    }

    /** How many histories have ended: of versions of two of them nobody can say which is newer. */
    public int histories() {
        return histories;
    }

    /** The highest version that was known of a history that has ended; 0 where none has. */
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

    /** What changed after a version; empty where that is no longer known. */
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

    /** From now on {@code listener} hears of each change that is not in the snapshot that is returned. */
    public Snapshot subscribe(ChangeListener listener) {
        synchronized (lock) {
            listeners.add(listener);
            return snapshot();
        }
    }

    public void unsubscribe(ChangeListener listener) {
        listeners.remove(listener);
    }

    /** From now on only this one writes; null for nobody. */
    public void writtenBy(@Nullable StoreWriter next) {
        synchronized (lock) {
            writer = next;
        }
    }

    /** The next list is of another history than what is here, whatever its version is. */
    public void endHistory() {
        synchronized (lock) {
            historyEnds = true;
        }
    }

    /** The resource is served no more, although its objects live. They stay, to be compared with when it is again. */
    public void withdraw() {
        synchronized (lock) {
            history.restart(version);
            listeners.tell(ChangeListener::redefined);
        }
    }

    /** The resource is no longer defined: what is left of it is deleted, and nothing can be gone on from. */
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

    /** Puts an object in its newest state. */
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
     * Takes a complete list in place of what is here, and tells the difference.
     *
     * @return false if it came from one who may not write
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
            // Told before the changes: of two histories or two definitions nobody can be told in one stream.
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

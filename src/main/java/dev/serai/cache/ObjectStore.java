package dev.serai.cache;

import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * The objects of one resource, and who hears of their changes. One informer writes, anyone reads: a GET takes no
 * lock, and a list is taken from a snapshot that is shared until the next change.
 */
final class ObjectStore implements ResourceEventHandler<CachedObject> {

    private final Object lock = new Object();
    private final TreeMap<String, CachedObject> sorted = new TreeMap<>();
    private final Map<String, CachedObject> byKey = new ConcurrentHashMap<>();
    private final List<ChangeListener> listeners = new CopyOnWriteArrayList<>();
    private final Runnable listed;
    private long resourceVersion;
    private volatile Snapshot snapshot;

    /** {@code listed} is called after each complete list, when all its objects are in the store. */
    ObjectStore(Runnable listed) {
        this.listed = listed;
    }

    /** The object; null when there is none. */
    CachedObject get(String namespace, String name) {
        return byKey.get(CachedObject.key(namespace, name));
    }

    Snapshot snapshot() {
        Snapshot current = snapshot;
        if (current != null) {
            return current;
        }
        synchronized (lock) {
            if (snapshot == null) {
                snapshot = Snapshot.of(
                        Long.toString(resourceVersion), sorted.values().toArray(CachedObject[]::new));
            }
            return snapshot;
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

    @Override
    public void onAdd(CachedObject object) {
        apply(new Change(Change.Type.ADDED, object, null));
    }

    @Override
    public void onUpdate(CachedObject previous, CachedObject object) {
        if (previous.uid().equals(object.uid())) {
            apply(new Change(Change.Type.MODIFIED, object, previous));
        } else {
            // Deleted and created again under one name while nobody watched: fabric8 reports one update.
            apply(new Change(Change.Type.DELETED, previous, previous));
            apply(new Change(Change.Type.ADDED, object, null));
        }
    }

    @Override
    public void onDelete(CachedObject object, boolean finalStateUnknown) {
        apply(new Change(Change.Type.DELETED, object, object));
    }

    @Override
    public void onList(String listVersion, boolean remainedEmpty) {
        synchronized (lock) {
            advance(listVersion);
        }
        listed.run();
    }

    private void apply(Change change) {
        CachedObject object = change.object();
        synchronized (lock) {
            if (change.type() == Change.Type.DELETED) {
                sorted.remove(object.key());
                byKey.remove(object.key());
            } else {
                sorted.put(object.key(), object);
                byKey.put(object.key(), object);
            }
            advance(object.resourceVersion());
            listeners.forEach(listener -> listener.changed(change));
        }
    }

    // Versions are comparable integers (KEP-5504). An object found missing by a list carries an old one.
    private void advance(String version) {
        resourceVersion = Math.max(resourceVersion, Long.parseLong(version));
        snapshot = null;
    }
}

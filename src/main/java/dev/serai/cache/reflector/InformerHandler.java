package dev.serai.cache.reflector;

import dev.serai.cache.object.CachedObject;
import dev.serai.cache.object.InformerListener;
import dev.serai.cache.object.UnorderedVersionException;
import dev.serai.cache.store.ObjectStore;
import dev.serai.cache.store.StoreWriter;
import dev.serai.kube.ResourceType;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes what one informer receives into the store. It takes each page of a list before fabric8 does: fabric8 drops
 * objects whose content changed under the same version, as after a change of a default.
 */
public final class InformerHandler implements ResourceEventHandler<CachedObject>, InformerListener, StoreWriter {

    /** Hears what concerns the informer as a whole. */
    public interface Owner {
        /** The watch or the list brought something. */
        void heard();

        /** A watch is about to begin, but not the one that follows a list. */
        void watchesAgain();

        /** A complete list is in the store. */
        void listed(InformerHandler handler);

        /** Something came with a version that is not a number. */
        void failed(InformerHandler handler, UnorderedVersionException failure);

        /** What came cannot follow from what the store holds. */
        void contradicted(InformerHandler handler, String reason);
    }

    private final ResourceType type;
    private final ObjectStore store;
    private final Owner owner;
    private final List<CachedObject> pages = new ArrayList<>();
    private boolean watched;
    // Only the informer's thread touches it.
    private boolean listing = true;

    public InformerHandler(ResourceType type, ObjectStore store, Owner owner) {
        this.type = type;
        this.store = store;
        this.owner = owner;
    }

    ResourceType type() {
        return type;
    }

    @Override
    public void heard() {
        owner.heard();
    }

    @Override
    public synchronized void page(boolean first, List<CachedObject> objects) {
        owner.heard();
        if (first) {
            pages.clear();
            watched = false;
        }
        pages.addAll(objects);
    }

    @Override
    public void watches() {
        boolean again;
        synchronized (this) {
            again = watched;
            watched = true;
        }
        if (again) {
            owner.watchesAgain();
        }
    }

    @Override
    public void unordered(String version) {
        try {
            UnorderedVersionException.check(version);
        } catch (UnorderedVersionException e) {
            owner.failed(this, e);
        }
    }

    @Override
    public void onBeforeList(String lastVersion) {
        listing = true;
    }

    // A list comes in the order of names, so no version is known until all of it is there.
    @Override
    public void onList(String listVersion, boolean remainedEmpty) {
        List<CachedObject> listed;
        synchronized (this) {
            listed = List.copyOf(pages);
            pages.clear();
        }
        listing = false;
        if (store.replace(this, type, listed, Long.parseLong(listVersion))) {
            owner.listed(this);
        }
    }

    @Override
    public void onAdd(CachedObject object) {
        if (object.isBookmark()) {
            reach(object);
        } else if (!listing) {
            put(object);
        }
    }

    @Override
    public void onUpdate(CachedObject previous, CachedObject object) {
        onAdd(object);
    }

    @Override
    public void onDelete(CachedObject object, boolean finalStateUnknown) {
        if (!listing && !object.isBookmark()) {
            store.remove(this, object);
        }
    }

    private void put(CachedObject object) {
        CachedObject known = store.get(object.namespace(), object.name());
        if (known != null && !object.isSameObject(known)) {
            owner.contradicted(this, "%s has another uid, and its delete was not told".formatted(object.key()));
        } else if (known != null && object.version() < known.version()) {
            owner.contradicted(
                    this,
                    "%s went from version %d back to %d".formatted(object.key(), known.version(), object.version()));
        } else {
            store.put(this, object);
        }
    }

    private void reach(CachedObject bookmark) {
        if (!listing) {
            store.reach(this, bookmark.version());
        }
    }
}

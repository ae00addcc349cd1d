package dev.serai.cache;

/** Hears of every change of one resource, in the order of the cache. */
@FunctionalInterface
public interface ChangeListener {

    /** Called on the informer's own thread, which all readers' freshness depends on: it must not block. */
    void changed(Change change);
}

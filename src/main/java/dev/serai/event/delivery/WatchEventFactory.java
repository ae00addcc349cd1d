package dev.serai.event.delivery;

import dev.serai.cache.object.CachedObject;
import dev.serai.cache.store.Change;
import dev.serai.event.ledger.Ledger;
import dev.serai.kube.ResourceType;
import java.time.Clock;
import org.jspecify.annotations.Nullable;

/**
 * Makes the events of one subscription to one resource.
 *
 * @param position where the subscription remembers how far it came
 * @param histories how many histories of the cluster have ended, the subscription having begun
 * @param type the resource as it is served now
 * @param clock tells when an event was seen
 */
record WatchEventFactory(Ledger.Position position, int histories, ResourceType type, Clock clock) {

    WatchEventFactory ofNextHistory() {
        return new WatchEventFactory(position, histories + 1, type, clock);
    }

    WatchEventFactory servedAs(ResourceType other) {
        return new WatchEventFactory(position, histories, other, clock);
    }

    /** {@code previous} is the object before an event that begins to be selected by it; null for none. */
    WatchEvent event(Change.Type change, CachedObject object, @Nullable CachedObject previous) {
        return new WatchEvent(
                change,
                false,
                object.uid(),
                object.resourceVersion(),
                path(object),
                clock.instant(),
                () -> type.document(object.json()),
                previous == null ? null : () -> type.document(previous.json()),
                position,
                histories);
    }

    /** An object is still there, and no longer selected. */
    WatchEvent deselected(CachedObject last) {
        return event(Change.Type.DELETED, true, last.uid(), last.resourceVersion(), path(last));
    }

    /** An event of what the ledger knows; {@code deselected} says whether it is a delete of what is still there. */
    WatchEvent event(Change.Type change, boolean deselected, Ledger.Entry entry) {
        return event(change, deselected, entry.uid(), entry.resourceVersion(), entry.path());
    }

    // What the ledger knows is read when it is delivered: thousands of them may wait.
    private WatchEvent event(Change.Type change, boolean deselected, String uid, String version, String path) {
        return new WatchEvent(
                change,
                deselected,
                uid,
                version,
                path,
                clock.instant(),
                () -> position.known(uid).document(),
                null,
                position,
                histories);
    }

    private String path(CachedObject object) {
        return type.path(object.namespace(), object.name()).readableObject();
    }
}

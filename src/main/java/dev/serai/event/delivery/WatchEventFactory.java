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
 * @param position the position of the subscription
 * @param histories how many histories of the cluster have ended since the subscription began
 * @param type the resource as it is served now
 * @param clock the clock for the time at which an event was seen
 */
record WatchEventFactory(Ledger.Position position, int histories, ResourceType type, Clock clock) {

    WatchEventFactory ofNextHistory() {
        return new WatchEventFactory(position, histories + 1, type, clock);
    }

    WatchEventFactory servedAs(ResourceType other) {
        return new WatchEventFactory(position, histories, other, clock);
    }

    /** {@code previous} is the object before the event; null for none. */
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

    /** An object still exists but is no longer selected. */
    WatchEvent deselected(CachedObject last) {
        return event(Change.Type.DELETED, true, last.uid(), last.resourceVersion(), path(last));
    }

    /** An event of what the ledger knows; {@code deselected}: it is a delete of an object that still exists. */
    WatchEvent event(Change.Type change, boolean deselected, Ledger.Entry entry) {
        return event(change, deselected, entry.uid(), entry.resourceVersion(), entry.path());
    }

    // The ledger's entry is read at the delivery: thousands of events may wait.
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

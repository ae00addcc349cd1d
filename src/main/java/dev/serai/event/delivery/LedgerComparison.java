package dev.serai.event.delivery;

import dev.serai.cache.object.CachedObject;
import dev.serai.cache.store.Change;
import dev.serai.cache.store.Snapshot;
import dev.serai.event.ledger.Ledger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Compares what a subscription has delivered with what is there.
 *
 * @param position what it has delivered
 * @param snapshot the objects that are there
 */
record LedgerComparison(Ledger.Position position, Snapshot snapshot) {

    /**
     * Another replica may have delivered what this cache does not show yet; comparing now would take it back. If the
     * API server itself is behind the ledger, then the ledger is of another cluster, or of this one before a restore.
     *
     * @param upstream the current version of the API server
     * @throws StaleCacheException if the cache is behind
     */
    void failWhileBehind(long upstream) {
        long newest =
                position.entries().mapToLong(LedgerComparison::version).max().orElse(0);
        if (newest > snapshot.version() && newest <= upstream) {
            throw new StaleCacheException(
                    "the cache is at version %d, and version %d was delivered".formatted(snapshot.version(), newest));
        }
    }

    /** Whether the cluster went back to a state before the delivered one, while nobody watched. */
    boolean isOfOtherHistory() {
        Map<String, Long> present = snapshot.objects().stream()
                .collect(Collectors.toMap(CachedObject::uid, CachedObject::version, Math::max));
        return position.entries()
                .anyMatch(entry -> version(entry) > snapshot.version()
                        || version(entry) > present.getOrDefault(entry.uid(), Long.MAX_VALUE));
    }

    /**
     * The events that the subscription missed, in delivery order. From now on the subscription has begun.
     *
     * @param selection the objects that it selects
     */
    List<WatchEvent> missed(
            Predicate<CachedObject> selection, SubscriptionFeed.InitialState initialState, WatchEventFactory make) {
        List<WatchEvent> missed = new ArrayList<>();
        // An event that was announced before a crash may have arrived or not: it comes again unchanged, with the same
        // id.
        position.entries()
                .filter(entry -> entry.state() != Ledger.State.DELIVERED)
                .forEach(entry -> missed.add(make.event(announced(entry.state()), false, entry)));
        // Deletes come next: if a name was reused, the old object goes before the new one comes.
        Set<String> present = snapshot.objects().stream().map(CachedObject::uid).collect(Collectors.toSet());
        List<CachedObject> selected =
                snapshot.objects().stream().filter(selection).toList();
        Set<String> chosen = selected.stream().map(CachedObject::uid).collect(Collectors.toSet());
        position.entries()
                .filter(entry -> !chosen.contains(entry.uid()) && entry.state() != Ledger.State.DELETED_ANNOUNCED)
                .forEach(entry -> missed.add(make.event(Change.Type.DELETED, present.contains(entry.uid()), entry)));
        boolean told = position.begun() || initialState.told();
        for (CachedObject object : selected) {
            Ledger.Entry entry = position.get(object.uid());
            if (entry == null && !told) {
                position.remember(initialState.known(make.event(Change.Type.ADDED, object, null)));
            } else if (entry == null) {
                missed.add(make.event(Change.Type.ADDED, object, null));
            } else if (!entry.resourceVersion().equals(object.resourceVersion())) {
                missed.add(make.event(Change.Type.MODIFIED, object, null));
            }
        }
        position.begin();
        return missed;
    }

    private static Change.Type announced(Ledger.State state) {
        return switch (state) {
            case ADDED_ANNOUNCED -> Change.Type.ADDED;
            case DELETED_ANNOUNCED -> Change.Type.DELETED;
            default -> Change.Type.MODIFIED;
        };
    }

    private static long version(Ledger.Entry entry) {
        return Long.parseLong(entry.resourceVersion());
    }
}

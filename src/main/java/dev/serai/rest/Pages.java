package dev.serai.rest;

import dev.serai.cache.GroupResource;
import dev.serai.cache.Snapshot;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The snapshots behind lists that are read page by page, so that all pages show one moment. A bounded number is held,
 * the least recently used goes first. Touched by the event loop only.
 */
final class Pages {

    private static final int HELD = 64;

    private record Key(GroupResource resource, long version) {}

    private final Map<Key, Snapshot> snapshots = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, Snapshot> eldest) {
            return size() > HELD;
        }
    };

    void hold(GroupResource resource, Snapshot snapshot) {
        snapshots.put(new Key(resource, snapshot.version()), snapshot);
    }

    Optional<Snapshot> held(GroupResource resource, long version) {
        return Optional.ofNullable(snapshots.get(new Key(resource, version)));
    }
}

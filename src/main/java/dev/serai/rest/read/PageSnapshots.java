package dev.serai.rest.read;

import dev.serai.cache.store.Snapshot;
import dev.serai.kube.GroupResource;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The snapshots behind lists that are read page by page: all pages show the same moment. Their number is bounded, and
 * the least recently used goes first. None is held longer than the API server would hold it, because it keeps old
 * objects alive. Only the event loop may use it.
 */
final class PageSnapshots {

    private static final int HELD = 64;
    // How often kube-apiserver compacts etcd: --etcd-compaction-interval.
    private static final Duration HELD_FOR = Duration.ofMinutes(5);

    private record Key(GroupResource resource, long version) {}

    private record Held(Snapshot snapshot, Instant since) {}

    private final Clock clock;
    private final Map<Key, Held> snapshots = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, Held> eldest) {
            return size() > HELD;
        }
    };

    PageSnapshots(Clock clock) {
        this.clock = clock;
    }

    void hold(GroupResource resource, Snapshot snapshot) {
        snapshots.putIfAbsent(new Key(resource, snapshot.version()), new Held(snapshot, clock.instant()));
    }

    Optional<Snapshot> held(GroupResource resource, long version) {
        return Optional.ofNullable(snapshots.get(new Key(resource, version))).map(Held::snapshot);
    }

    /** Drops the snapshots that were held long enough. It is called now and then. */
    void expire() {
        Instant begin = clock.instant().minus(HELD_FOR);
        snapshots.values().removeIf(held -> held.since().isBefore(begin));
    }
}

package dev.serai.rest.consistency;

import com.fasterxml.jackson.databind.JsonNode;
import dev.serai.cache.CacheConditions;
import dev.serai.cache.ResourceCache;
import dev.serai.cache.ResourceCaches;
import dev.serai.cache.object.CachedObject;
import dev.serai.cluster.ApiAnswer;
import dev.serai.kube.GroupResource;
import dev.serai.kube.ResourcePath;
import dev.serai.rest.write.WriteRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The writes through this Serai: whoever creates an object can get it afterwards. {@link WriteVisibilityGate} answers a
 * write when the cache shows it. If a write was answered before that, this class remembers it, and until the cache
 * shows it the API server answers reads that ask for no version. Only writes to cached resources are remembered.
 */
public final class WriteTracker {

    private static final Duration LONGEST = Duration.ofNanos(UnseenWrites.LONGEST_NANOS);

    private static final GroupResource NAMESPACES = new GroupResource("namespaces", "");

    private final ResourceCaches caches;
    private final WrittenVersionLookup written;
    private final CacheConditions conditions;
    private final Map<GroupResource, UnseenWrites> unseen = new ConcurrentHashMap<>();

    /** {@code written} is asked if an answer does not show what was written. */
    public WriteTracker(ResourceCaches caches, WrittenVersionLookup written, CacheConditions conditions) {
        this.caches = caches;
        this.written = written;
        this.conditions = conditions;
    }

    /** The result of a write that the API server has accepted; empty if no cache will show it. */
    Optional<TrackedWrite> made(WriteRequest write, ApiAnswer answer) {
        return write.isDry()
                ? Optional.empty()
                : caches.of(write.path().resource()).flatMap(cache -> made(write, cache, WriteAnswer.of(answer)));
    }

    /** From now on the cache does not answer reads until it shows this write. */
    void remember(TrackedWrite write) {
        if (write.isSeen()) {
            return;
        }
        ResourceCache cache = write.cache();
        UnseenWrites all = unseen.computeIfAbsent(cache.resource(), added -> new UnseenWrites(System::nanoTime));
        if (all.add(write)) {
            await(cache, all);
        }
    }

    /** Whether the cache shows all remembered writes. */
    public boolean areSeen(ResourceCache cache) {
        if (cache.isSuspected()) {
            return false;
        }
        UnseenWrites all = unseen.get(cache.resource());
        return all == null || all.isEmpty() || all.isHistory(cache);
    }

    private void await(ResourceCache cache, UnseenWrites all) {
        conditions.await(cache, () -> all.areSeen(cache), LONGEST, seen -> {
            if (!seen && !all.areSeen(cache)) {
                await(cache, all);
            }
        });
    }

    private Optional<TrackedWrite> made(WriteRequest write, ResourceCache cache, WriteAnswer answer) {
        ResourcePath path = write.path();
        if (write.isEviction()) {
            CachedObject evicted = write.isPerhapsDry() ? null : cache.get(path.namespace(), path.objectName());
            return evicted == null ? asked(write, cache) : Optional.of(deleted(cache, evicted, fate(write)));
        }
        if (write.isPerhapsDry()) {
            return asked(write, cache);
        }
        if (write.isDelete() && path.name() == null) {
            return Optional.of(TrackedWrite.deleted(cache, collection(write, cache, answer)));
        }
        boolean itself = path.subresource() == null || answer.isAbout(path.objectName());
        if (itself && answer.isGone(write.isDelete())) {
            // A namespace has finalizers in its spec, which not every answer holds.
            if (answer.isPartial() && cache.resource().equals(NAMESPACES)) {
                return asked(write, cache);
            }
            String name = write.name();
            return name == null || answer.uid().isEmpty()
                    ? gone(write, cache)
                    : Optional.of(TrackedWrite.deleted(
                            cache,
                            List.of(new TrackedDelete(path.namespace(), name, answer.uid(), TrackedDelete.Fate.GONE))));
        }
        long version = answer.version();
        if (version > 0) {
            return Optional.of(reached(write, cache, answer.name() == null ? write.name() : answer.name(), version));
        }
        if (write.isCreate()) {
            write.setName(answer.name());
        }
        return asked(write, cache);
    }

    // The answer shows the objects as they were before.
    private static List<TrackedDelete> collection(WriteRequest write, ResourceCache cache, WriteAnswer answer) {
        List<TrackedDelete> deletes = new ArrayList<>();
        for (JsonNode object : answer.objects()) {
            JsonNode metadata = object.path("metadata");
            String namespace = metadata.path("namespace").asText(write.path().namespace());
            String name = metadata.path("name").asText();
            CachedObject cached = cache.get(namespace, name);
            if (cached != null) {
                String uid = metadata.path("uid").asText(cached.uid());
                deletes.add(new TrackedDelete(namespace, name, uid, fate(write)));
            }
        }
        return deletes;
    }

    private static TrackedDelete.Fate fate(WriteRequest write) {
        return write.isImmediate() ? TrackedDelete.Fate.FORCED : TrackedDelete.Fate.ASKED;
    }

    private Optional<TrackedWrite> asked(WriteRequest write, ResourceCache cache) {
        return written.of(write).flatMap(object -> {
            if (object.isMissingNode()) {
                return gone(write, cache);
            }
            long version = object.at("/metadata/resourceVersion").asLong();
            String name = object.at("/metadata/name").asText(write.name());
            return version > 0 ? Optional.of(reached(write, cache, name, version)) : Optional.empty();
        });
    }

    // If the cache should know a version and does not, the version belongs to another history: it must not count as
    // seen.
    private static TrackedWrite reached(WriteRequest write, ResourceCache cache, @Nullable String name, long version) {
        if (!write.isDelete() && name != null) {
            cache.told(write.path().namespace(), name, version);
        }
        return TrackedWrite.reached(cache, version);
    }

    private static Optional<TrackedWrite> gone(WriteRequest write, ResourceCache cache) {
        String name = write.name();
        CachedObject cached = name == null ? null : cache.get(write.path().namespace(), name);
        return cached == null ? Optional.empty() : Optional.of(deleted(cache, cached, TrackedDelete.Fate.GONE));
    }

    private static TrackedWrite deleted(ResourceCache cache, CachedObject object, TrackedDelete.Fate fate) {
        return TrackedWrite.deleted(
                cache, List.of(new TrackedDelete(object.namespace(), object.name(), object.uid(), fate)));
    }
}

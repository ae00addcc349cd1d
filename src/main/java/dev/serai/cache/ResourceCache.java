package dev.serai.cache;

import dev.serai.cache.object.CachedObject;
import dev.serai.cache.object.CachedObjectInformers;
import dev.serai.cache.reflector.ResourceReflector;
import dev.serai.cache.store.Change;
import dev.serai.cache.store.ChangeListener;
import dev.serai.cache.store.ObjectStore;
import dev.serai.cache.store.Snapshot;
import dev.serai.kube.GroupResource;
import dev.serai.kube.ResourceType;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import org.jspecify.annotations.Nullable;

/** What is known of one resource, and how well. */
public final class ResourceCache implements AutoCloseable {

    private final GroupResource resource;
    private final KubernetesClient client;
    private final ObjectStore store;
    private final ResourceReflector reflector;
    private final Clock clock;

    ResourceCache(
            GroupResource resource,
            int historySize,
            KubernetesClient client,
            ScheduledExecutorService scheduler,
            Clock clock) {
        this.clock = clock;
        this.resource = resource;
        this.client = client;
        this.store = new ObjectStore(historySize);
        this.reflector = new ResourceReflector(resource, client, scheduler, clock, store);
    }

    void start() {
        reflector.start();
    }

    /** All that is cached is of another cluster than the one that answers now. */
    void endHistory(String reason) {
        reflector.endHistory(reason);
    }

    public GroupResource resource() {
        return resource;
    }

    /** Completes with the resource's type when the first list is in the cache, and never before. */
    public CompletableFuture<ResourceType> synced() {
        return reflector.status().synced().copy();
    }

    /**
     * The type of this resource while the cache can answer for it; empty before it is filled, when it is gone,
     * and while it is known to be wrong.
     */
    public Optional<ResourceType> served() {
        return reflector.status().isServable() ? Optional.ofNullable(store.type()) : Optional.empty();
    }

    /** What the objects that are cached were served as, whether or not they are still; null before the first list. */
    public @Nullable ResourceType type() {
        return store.type();
    }

    /** Whether the API server serves no such resource. */
    public boolean isUnknown() {
        return reflector.status().isUnknown();
    }

    /** Why reads of this resource cannot be answered, or must not be trusted; empty when all is well. */
    public Optional<String> notReadyReason() {
        return reflector.notReadyReason();
    }

    /** A word on how it is, for the operator. */
    String state() {
        if (isUnknown() || served().isEmpty()) {
            return notReadyReason().orElse(reflector.status().upstream().reason());
        }
        return "%s, heard of %d s ago"
                .formatted(isConnected() ? "up to date" : "as before an interruption", age().toSeconds());
    }

    /** Whether there is a watch; else the cache is as it was {@link #age} ago. */
    public boolean isConnected() {
        return reflector.isConnected();
    }

    /**
     * For how long the API server has not been heard of, which sends a bookmark a minute even where nothing changes.
     * What happened since then may be missing: a connection that only one end knows to be broken is as silent as a
     * quiet resource, until the client gives it up.
     */
    public Duration age() {
        Duration age = Duration.between(reflector.status().lastHeard(), clock.instant());
        return age.isNegative() ? Duration.ZERO : age;
    }

    /** The object; null when there is none. */
    public @Nullable CachedObject get(@Nullable String namespace, String name) {
        return store.get(namespace, name);
    }

    /** Up to which version the cache knows the resource. */
    public long version() {
        return store.version();
    }

    /**
     * How far the API server is now, which the cache may not have heard of yet. Asks it; the cache has synced.
     *
     * @throws io.fabric8.kubernetes.client.KubernetesClientException if it does not answer
     */
    public long upstreamVersion() {
        return CachedObjectInformers.version(client, Objects.requireNonNull(store.type(), "the cache is yet to sync"));
    }

    /**
     * How many histories of the API server have ended since Serai began: restored from a backup, it counts anew from an
     * earlier version. Versions can be compared only where this is the same.
     */
    public int histories() {
        return store.histories();
    }

    /** Whether a version that the cache has not reached was one of a history that has ended. */
    public boolean isOfEndedHistory(long version) {
        return version > store.version() && version <= store.endedAt();
    }

    /**
     * The API server has told of {@code version} of an object, as the answer to a write. What cannot be so if the cache
     * knows its history is looked into at once.
     */
    public void told(@Nullable String namespace, String name, long version) {
        CachedObject known = store.get(namespace, name);
        if (version <= store.version() && (known == null || known.version() < version)) {
            reflector.suspect();
        }
    }

    /** Whether it is not sure at the moment that versions of the cache and of the API server can be compared. */
    public boolean isSuspected() {
        return reflector.isSuspected();
    }

    /** All objects at this moment. */
    public Snapshot snapshot() {
        return store.snapshot();
    }

    /** What changed after a version, oldest first; empty where that is no longer known. */
    public Optional<List<Change>> changesAfter(long version) {
        return store.changesAfter(version);
    }

    /** The version before the oldest change that is known. */
    public long oldestVersion() {
        return store.oldestVersion();
    }

    /** From now on {@code listener} hears of each change that is not in the snapshot that is returned. */
    public Snapshot subscribe(ChangeListener listener) {
        return store.subscribe(listener);
    }

    public void unsubscribe(ChangeListener listener) {
        store.unsubscribe(listener);
    }

    @Override
    public void close() {
        reflector.close();
    }
}

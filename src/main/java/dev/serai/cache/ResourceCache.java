package dev.serai.cache;

import dev.serai.cache.object.CachedObject;
import dev.serai.cache.object.CachedObjectInformers;
import dev.serai.cache.object.ServerSelector;
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

/** What Serai knows of one resource, and how current it is. */
public final class ResourceCache implements AutoCloseable {

    private final GroupResource resource;
    private final ServerSelector selector;
    private final KubernetesClient client;
    private final ObjectStore store;
    private final ResourceReflector reflector;
    private final Clock clock;

    ResourceCache(
            GroupResource resource,
            ServerSelector selector,
            int historySize,
            KubernetesClient client,
            ScheduledExecutorService scheduler,
            Clock clock) {
        this.clock = clock;
        this.resource = resource;
        this.selector = selector;
        this.client = client;
        this.store = new ObjectStore(historySize);
        this.reflector = new ResourceReflector(resource, selector, client, scheduler, clock, store);
    }

    void start() {
        reflector.start();
    }

    /** Another cluster answers now than the one that the cached objects come from. */
    void endHistory(String reason) {
        reflector.endHistory(reason);
    }

    public GroupResource resource() {
        return resource;
    }

    /** Which objects are cached. Where these are not all, one that is missing here may be there all the same. */
    public ServerSelector selector() {
        return selector;
    }

    /** Completes with the resource's type when the first list is in the cache, and not before. */
    public CompletableFuture<ResourceType> synced() {
        return reflector.status().synced().copy();
    }

    /**
     * The type of this resource while the cache can answer for it. Empty before the first list, after the resource is
     * gone, and while the cache is known to be wrong.
     */
    public Optional<ResourceType> served() {
        return reflector.status().isServable() ? Optional.ofNullable(store.type()) : Optional.empty();
    }

    /**
     * The type under which the cached objects were served, even if it has changed since; null before the first list.
     */
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

    /** How the cache is, in a few words for the operator. */
    public String state() {
        if (isUnknown() || served().isEmpty()) {
            return notReadyReason().orElse(reflector.status().upstream().reason());
        }
        return "%s, heard of %d s ago"
                .formatted(isConnected() ? "up to date" : "as before an interruption", age().toSeconds());
    }

    /** Whether a watch is connected; if not, the cache is as it was {@link #age} ago. */
    public boolean isConnected() {
        return reflector.isConnected();
    }

    /**
     * How long the API server has been silent. It sends a bookmark each minute, even if nothing changes. Later changes
     * may be missing: a broken connection is as silent as a quiet resource until the client gives it up.
     */
    public Duration age() {
        Duration age = Duration.between(reflector.status().lastHeard(), clock.instant());
        return age.isNegative() ? Duration.ZERO : age;
    }

    /** The object; null when there is none. */
    public @Nullable CachedObject get(@Nullable String namespace, String name) {
        return store.get(namespace, name);
    }

    /** The version up to which the cache knows the resource. */
    public long version() {
        return store.version();
    }

    /**
     * Asks the API server for its current version, which the cache may not have reached. Call it only after the cache
     * has synced.
     *
     * @throws io.fabric8.kubernetes.client.KubernetesClientException if it does not answer
     */
    public long upstreamVersion() {
        return CachedObjectInformers.version(client, Objects.requireNonNull(store.type(), "the cache is yet to sync"));
    }

    /**
     * How many times the API server's history has ended since Serai began. After a restore from a backup the versions
     * start again from an earlier one. Two versions can be compared only if this number was the same for both.
     */
    public int histories() {
        return store.histories();
    }

    /** Whether a version that the cache has not reached belongs to a history that has ended. */
    public boolean isOfEndedHistory(long version) {
        return version > store.version() && version <= store.endedAt();
    }

    /**
     * The API server answered a write with {@code version} of an object. If that does not fit what the cache knows, the
     * cache is checked at once. Where not all objects are cached, it fits that one is missing.
     */
    public void told(@Nullable String namespace, String name, long version) {
        CachedObject known = store.get(namespace, name);
        if (version <= store.version() && (known == null ? selector.isEverything() : known.version() < version)) {
            reflector.suspect();
        }
    }

    /** Whether it is unsure at the moment that versions of the cache and of the API server can be compared. */
    public boolean isSuspected() {
        return reflector.isSuspected();
    }

    /** How many objects are in the cache. */
    public int size() {
        return store.size();
    }

    /** How many bytes their JSON takes. It looks at each of them. */
    long bytes() {
        return store.bytes();
    }

    /** All objects at this moment. */
    public Snapshot snapshot() {
        return store.snapshot();
    }

    /** The changes after a version, oldest first; empty if the cache no longer knows them. */
    public Optional<List<Change>> changesAfter(long version) {
        return store.changesAfter(version);
    }

    /** The version before the oldest change that the cache still knows. */
    public long oldestVersion() {
        return store.oldestVersion();
    }

    /** Subscribes {@code listener}: it hears of each change that is not in the returned snapshot. */
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

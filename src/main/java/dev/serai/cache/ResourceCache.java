package dev.serai.cache;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One resource, kept up to date by one informer. It starts whether or not the API server is there, and goes on
 * trying: an outage, a missing right and a resource that is yet to be defined all end by themselves.
 */
public final class ResourceCache implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ResourceCache.class);
    private static final long RETRY_MILLIS = 500;
    // A resource that is not there may never come; it must not cost the API server two requests a second.
    private static final long UNKNOWN_RETRY_MILLIS = 2_000;

    private final GroupResource resource;
    private final KubernetesClient client;
    private final ScheduledExecutorService scheduler;
    private final CompletableFuture<ResourceType> synced = new CompletableFuture<>();
    private final ObjectStore store;
    private volatile ResourceType type;
    private volatile boolean filled;
    private volatile SharedIndexInformer<CachedObject> informer;
    private final Clock clock;
    // When the API server was last heard of: an answered list, an event or a bookmark.
    private volatile Instant lastHeard;
    private volatile Upstream upstream = Upstream.starting();
    // How often in a row it was not found. Touched by endIfGone only, which never runs twice at a time.
    private int missing;
    private boolean closed;

    ResourceCache(
            GroupResource resource,
            int historySize,
            KubernetesClient client,
            ScheduledExecutorService scheduler,
            Clock clock) {
        this.clock = clock;
        this.lastHeard = clock.instant();
        this.resource = resource;
        this.client = client;
        this.scheduler = scheduler;
        this.store = new ObjectStore(historySize, this::listed);
    }

    void start() {
        scheduler.execute(this::discoverAndInform);
        scheduler.scheduleWithFixedDelay(
                this::endIfGone, UNKNOWN_RETRY_MILLIS, UNKNOWN_RETRY_MILLIS, TimeUnit.MILLISECONDS);
    }

    public GroupResource resource() {
        return resource;
    }

    /** Completes with the resource's type when the first list is in the cache, and never before. */
    public CompletableFuture<ResourceType> synced() {
        return synced.copy();
    }

    /** The type of this resource while the cache can answer for it; empty before it is filled, or when it is gone. */
    public Optional<ResourceType> served() {
        return filled ? Optional.ofNullable(type) : Optional.empty();
    }

    /** Whether the API server serves no such resource. */
    public boolean isUnknown() {
        return upstream.isUnknownResource();
    }

    /** Why reads of this resource cannot be answered, or must not be trusted; empty when all is well. */
    public Optional<String> notReadyReason() {
        // Nobody can read what is not defined; it is no reason to keep others from reading the rest.
        if (isUnknown()) {
            return Optional.empty();
        }
        if (informer != null && !informer.isRunning()) {
            return Optional.of("the informer of %s has stopped".formatted(resource));
        }
        if (!filled || upstream.isForbidden()) {
            return Optional.of("%s: %s".formatted(resource, upstream.reason()));
        }
        return Optional.empty();
    }

    /** A word on how it is, for the operator. */
    String state() {
        if (isUnknown() || !filled) {
            return upstream.reason();
        }
        return "%s, heard of %d s ago"
                .formatted(isConnected() ? "up to date" : "as before an interruption", age().toSeconds());
    }

    /** Whether there is a watch; else the cache is as it was {@link #age} ago. */
    public boolean isConnected() {
        SharedIndexInformer<CachedObject> current = informer;
        return current != null && current.isWatching();
    }

    /**
     * For how long the API server has not been heard of, which sends a bookmark a minute even where nothing changes.
     * What happened since then may be missing: a connection that only one end knows to be broken is as silent as a
     * quiet resource, until the client gives it up.
     */
    public Duration age() {
        Duration age = Duration.between(lastHeard, clock.instant());
        return age.isNegative() ? Duration.ZERO : age;
    }

    /** The object; null when there is none. */
    public CachedObject get(String namespace, String name) {
        return store.get(namespace, name);
    }

    /** Up to which version the cache knows the resource. */
    public long version() {
        return store.version();
    }

    /**
     * How far the API server is now, which the cache may not have heard of yet. Asks it.
     *
     * @throws io.fabric8.kubernetes.client.KubernetesClientException if it does not answer
     */
    public long upstreamVersion() {
        return CachedObjectInformers.version(client, type);
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
    public synchronized void close() {
        closed = true;
        if (informer != null) {
            informer.stop();
        }
    }

    private void discoverAndInform() {
        try {
            type = new Discovery(client).find(resource);
            startInformer();
        } catch (RuntimeException e) {
            failed(e);
            long delay = isUnknown() ? UNKNOWN_RETRY_MILLIS : RETRY_MILLIS;
            scheduler.schedule(this::discoverAndInform, delay, TimeUnit.MILLISECONDS);
        }
    }

    private synchronized void startInformer() {
        if (closed) {
            return;
        }
        SharedIndexInformer<CachedObject> starting =
                CachedObjectInformers.of(client, type, this::heard).runnableInformer(0);
        starting.addEventHandler(store);
        // Without a handler that says "go on" one failed list or one bad object would stop the informer for good.
        starting.exceptionHandler((started, failure) -> {
            failed(failure);
            if (isUnknown()) {
                scheduler.execute(() -> end(starting));
            }
            return true;
        });
        informer = starting;
        starting.start();
    }

    // fabric8 asks for ever for a watch that is answered 404, and tells nobody.
    private void endIfGone() {
        SharedIndexInformer<CachedObject> current = informer;
        if (current == null || !filled || current.isWatching()) {
            missing = 0;
            return;
        }
        try {
            missing = new Discovery(client).find(resource).equals(type) ? 0 : missing + 1;
        } catch (Discovery.UnknownResourceException e) {
            missing++;
        } catch (RuntimeException e) {
            // It cannot be asked.
            missing = 0;
        }
        // Not at once: an API server that has just started may be about to define it.
        if (missing > 1) {
            failed(new Discovery.UnknownResourceException(resource));
            end(current);
        }
    }

    // The resource is no longer defined: its definition was deleted.
    private void end(SharedIndexInformer<CachedObject> ending) {
        synchronized (this) {
            if (informer != ending) {
                return;
            }
            informer = null;
            filled = false;
        }
        ending.stop();
        store.end();
        scheduler.schedule(this::discoverAndInform, UNKNOWN_RETRY_MILLIS, TimeUnit.MILLISECONDS);
    }

    private void heard() {
        lastHeard = clock.instant();
    }

    private void failed(Throwable failure) {
        Upstream now = Upstream.failed(failure);
        if (!now.equals(upstream)) {
            LOG.warn("{} cannot be kept up to date: {}", resource, now.reason());
        }
        upstream = now;
    }

    private void listed() {
        boolean first = !filled;
        upstream = Upstream.listed();
        heard();
        filled = true;
        synced.complete(type);
        if (first) {
            LOG.info(
                    "{} synced: {} objects",
                    resource,
                    store.snapshot().objects().size());
        }
    }
}

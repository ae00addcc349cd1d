package dev.serai.cache;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One resource, kept up to date by one informer. It starts whether or not the API server is there, and goes on
 * trying: an outage, a missing right and an unknown resource all end by themselves when they are mended.
 */
public final class ResourceCache implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ResourceCache.class);
    private static final long RETRY_MILLIS = 500;

    private final GroupResource resource;
    private final KubernetesClient client;
    private final ScheduledExecutorService scheduler;
    private final CompletableFuture<ResourceType> synced = new CompletableFuture<>();
    private final ObjectStore store = new ObjectStore(this::listed);
    private volatile ResourceType type;
    private volatile SharedIndexInformer<CachedObject> informer;
    private volatile Upstream upstream = Upstream.starting();
    private boolean closed;

    ResourceCache(GroupResource resource, KubernetesClient client, ScheduledExecutorService scheduler) {
        this.resource = resource;
        this.client = client;
        this.scheduler = scheduler;
    }

    void start() {
        scheduler.execute(this::discoverAndInform);
    }

    public GroupResource resource() {
        return resource;
    }

    /** Completes with the resource's type when the first list is in the cache, and never before. */
    public CompletableFuture<ResourceType> synced() {
        return synced.copy();
    }

    /** The type of this resource; empty until the API server was asked for it. */
    public Optional<ResourceType> type() {
        return Optional.ofNullable(type);
    }

    /** Why reads of this resource cannot be answered, or must not be trusted; empty when all is well. */
    public Optional<String> notReadyReason() {
        if (informer != null && !informer.isRunning()) {
            return Optional.of("the informer of %s has stopped".formatted(resource));
        }
        if (!synced.isDone() || upstream.isForbidden()) {
            return Optional.of("%s: %s".formatted(resource, upstream.reason()));
        }
        return Optional.empty();
    }

    /** The object; null when there is none. */
    public CachedObject get(String namespace, String name) {
        return store.get(namespace, name);
    }

    /** All objects at this moment. */
    public Snapshot snapshot() {
        return store.snapshot();
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
            scheduler.schedule(this::discoverAndInform, RETRY_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    private synchronized void startInformer() {
        if (closed) {
            return;
        }
        informer = CachedObjectInformers.of(client, type).runnableInformer(0);
        informer.addEventHandler(store);
        // Without a handler that says "go on" one failed list or one bad object would stop the informer for good.
        informer.exceptionHandler((started, failure) -> {
            failed(failure);
            return true;
        });
        informer.start();
    }

    private void failed(Throwable failure) {
        Upstream now = Upstream.failed(failure);
        if (!now.equals(upstream)) {
            LOG.warn("{} cannot be kept up to date: {}", resource, now.reason());
        }
        upstream = now;
    }

    private void listed() {
        upstream = Upstream.listed();
        if (synced.complete(type)) {
            LOG.info(
                    "{} synced: {} objects",
                    resource,
                    store.snapshot().objects().size());
        }
    }
}

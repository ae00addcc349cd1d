package dev.serai.cache.reflector;

import dev.serai.cache.object.ServerSelector;
import dev.serai.cache.object.UnorderedVersionException;
import dev.serai.cache.store.ObjectStore;
import dev.serai.kube.GroupResource;
import dev.serai.kube.ResourceType;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps one store up to date with one informer after the other. It starts whether or not the API server is there, and
 * never gives up: an outage, a missing right and a missing definition may all end later.
 */
public final class ResourceReflector implements InformerHandler.Owner, ReflectorCheck.Reflector, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ResourceReflector.class);
    private static final long RETRY_MILLIS = 500;
    // A resource that is not there may never come. It must not cost the API server two requests a second.
    private static final long UNKNOWN_RETRY_MILLIS = 2_000;
    // If versions cannot be compared, each try costs a list.
    private static final long UNORDERED_RETRY_MILLIS = 60_000;

    private final GroupResource resource;
    private final ServerSelector selector;
    private final KubernetesClient client;
    private final ScheduledExecutorService scheduler;
    private final ObjectStore store;
    private final ReflectorStatus status;
    private final ReflectorCheck check;
    // Changed only under the lock.
    private volatile @Nullable StoreInformer informer;
    private boolean withdrawn;
    private boolean closed;

    public ResourceReflector(
            GroupResource resource,
            ServerSelector selector,
            KubernetesClient client,
            ScheduledExecutorService scheduler,
            Clock clock,
            ObjectStore store) {
        this.resource = resource;
        this.selector = selector;
        this.client = client;
        this.scheduler = scheduler;
        this.store = store;
        this.status = new ReflectorStatus(resource, clock);
        this.check = new ReflectorCheck(resource, selector, client, clock, store, status, this);
    }

    public void start() {
        scheduler.execute(this::discoverAndInform);
        scheduler.scheduleWithFixedDelay(
                check::look, UNKNOWN_RETRY_MILLIS, UNKNOWN_RETRY_MILLIS, TimeUnit.MILLISECONDS);
    }

    public ReflectorStatus status() {
        return status;
    }

    public boolean isConnected() {
        StoreInformer current = informer;
        return current != null && current.isWatching() && status.isTrusted();
    }

    /** Why reads cannot be answered, or must not be trusted; empty if all is well. */
    public Optional<String> notReadyReason() {
        return status.notReadyReason(informer);
    }

    /** Checks soon whether the cache still matches the API server. */
    public void suspect() {
        if (check.suspect()) {
            scheduler.execute(check::look);
        }
    }

    /** Whether the cache is to be checked, or is known to differ from the API server. */
    public boolean isSuspected() {
        return check.isSuspected() || !status.isTrusted();
    }

    /**
     * The cached objects belong to another history than the API server has. They are not trusted until the next list.
     */
    public void endHistory(String reason) {
        StoreInformer current = informer;
        if (status.isFilled() && current != null) {
            contradicted(current.handler(), reason);
        }
    }

    @Override
    public @Nullable StoreInformer informer() {
        return informer;
    }

    @Override
    public void heard() {
        status.heard();
    }

    @Override
    public void watchesAgain() {
        check.watchesAgain();
    }

    @Override
    public void contradicted(InformerHandler by, String reason) {
        synchronized (this) {
            if (!isWriter(by)) {
                return;
            }
            status.otherHistory(reason);
            store.endHistory();
            stop();
        }
        scheduler.execute(this::discoverAndInform);
    }

    @Override
    public void failed(InformerHandler by, UnorderedVersionException failure) {
        status.failed(failure);
        scheduler.execute(() -> end(by, true));
    }

    @Override
    public void listed(InformerHandler by) {
        check.listed();
        if (status.listed(by.type())) {
            LOG.info(
                    "{}{} synced: {} objects",
                    resource,
                    selector.isEverything() ? "" : " of " + selector,
                    store.snapshot().objects().size());
        }
    }

    @Override
    public void listAnew(InformerHandler by, ResourceType type) {
        synchronized (this) {
            if (!isWriter(by)) {
                return;
            }
            stop();
        }
        startInformer(type);
    }

    // Either the definition was deleted, or it serves no version for now. Then the objects live on and are compared
    // later.
    @Override
    public void end(InformerHandler by, boolean live) {
        synchronized (this) {
            if (!isWriter(by)) {
                return;
            }
            stop();
            status.emptied();
            withdrawn = live;
        }
        if (live) {
            store.withdraw();
        } else {
            store.end();
        }
        scheduler.schedule(this::discoverAndInform, retryMillis(), TimeUnit.MILLISECONDS);
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
            startInformer(new ResourceDiscovery(client).find(resource));
        } catch (RuntimeException e) {
            status.failed(e);
            if (status.isUnknown() && withdrawn) {
                endIfDeleted();
            }
            scheduler.schedule(this::discoverAndInform, retryMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private long retryMillis() {
        if (!status.isUnknown()) {
            return RETRY_MILLIS;
        }
        return status.upstream().isNotFound() ? UNKNOWN_RETRY_MILLIS : UNORDERED_RETRY_MILLIS;
    }

    private synchronized void startInformer(ResourceType type) {
        if (closed || informer != null) {
            return;
        }
        withdrawn = false;
        StoreInformer starting = StoreInformer.of(client, type, selector, store, this, this::informerFailed);
        store.writtenBy(starting.handler());
        informer = starting;
        starting.start();
    }

    private void informerFailed(InformerHandler writing, Throwable failure) {
        status.failed(failure);
        // Nobody misses what was never there. A known resource is looked for twice: one missing answer may be a
        // mistake.
        if (status.isUnknown() || (status.upstream().isNotFound() && !status.isFilled())) {
            status.unknown();
            scheduler.execute(() -> end(writing, !status.upstream().isNotFound()));
        }
    }

    private boolean isWriter(InformerHandler handler) {
        return informer != null && informer.handler() == handler;
    }

    // Call it under the lock. The next informer begins with a new list.
    private void stop() {
        StoreInformer stopping = informer;
        informer = null;
        store.writtenBy(null);
        if (stopping != null) {
            stopping.stop();
        }
    }

    private void endIfDeleted() {
        if (!new CustomResourceDefinitions(client).define(resource)) {
            withdrawn = false;
            store.end();
        }
    }
}

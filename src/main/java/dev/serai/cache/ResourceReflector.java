package dev.serai.cache;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps one store up to date by one informer after the other. It starts whether or not the API server is there, and goes
 * on trying: an outage, a missing right and a resource that is yet to be defined all end by themselves. What an informer
 * cannot notice it looks for now and then, and lists anew.
 */
final class ResourceReflector implements InformerHandler.Owner, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ResourceReflector.class);
    private static final long RETRY_MILLIS = 500;
    // A resource that is not there may never come; it must not cost the API server two requests a second.
    private static final long UNKNOWN_RETRY_MILLIS = 2_000;
    // One whose versions cannot be compared costs a list to find out.
    private static final long UNORDERED_RETRY_MILLIS = 60_000;
    private static final int OFTEN_ENOUGH = 2;
    // Of an aggregated API server whose versions come in no order a new list would be asked for for ever.
    private static final int BELIEVED = 2;

    private final GroupResource resource;
    private final KubernetesClient client;
    private final ScheduledExecutorService scheduler;
    private final Clock clock;
    private final ObjectStore store;
    private final CompletableFuture<ResourceType> synced = new CompletableFuture<>();
    private final ConsistencyCheck consistency;
    private final LookSchedule looks;
    private volatile boolean filled;
    private volatile SharedIndexInformer<CachedObject> informer;
    private volatile InformerHandler handler;
    // When the API server was last heard of: an answered list, an event or a bookmark.
    private volatile Instant lastHeard;
    private volatile Upstream upstream = Upstream.starting();
    // Why what is cached is not to be served; null where it is.
    private volatile String distrust;
    // Touched by whoever looks, one at a time.
    private int missing;
    private int contradictions;
    private boolean withdrawn;
    private boolean closed;

    ResourceReflector(
            GroupResource resource,
            KubernetesClient client,
            ScheduledExecutorService scheduler,
            Clock clock,
            ObjectStore store) {
        this.resource = resource;
        this.client = client;
        this.scheduler = scheduler;
        this.clock = clock;
        this.store = store;
        this.consistency = new ConsistencyCheck(client);
        lastHeard = clock.instant();
        looks = new LookSchedule(lastHeard);
    }

    void start() {
        scheduler.execute(this::discoverAndInform);
        scheduler.scheduleWithFixedDelay(
                this::lookAfter, UNKNOWN_RETRY_MILLIS, UNKNOWN_RETRY_MILLIS, TimeUnit.MILLISECONDS);
    }

    CompletableFuture<ResourceType> synced() {
        return synced;
    }

    /** What the store is served as; empty while it is not to be served. */
    Optional<ResourceType> served() {
        return filled && distrust == null ? Optional.ofNullable(store.type()) : Optional.empty();
    }

    boolean isUnknown() {
        return upstream.isUnknownResource();
    }

    boolean isConnected() {
        SharedIndexInformer<CachedObject> current = informer;
        return current != null && current.isWatching() && distrust == null;
    }

    Instant lastHeard() {
        return lastHeard;
    }

    Upstream upstream() {
        return upstream;
    }

    /** Why reads cannot be answered, or must not be trusted; empty when all is well. */
    Optional<String> notReadyReason() {
        // Nobody can read what is not defined; it is no reason to keep others from reading the rest.
        if (isUnknown()) {
            return Optional.empty();
        }
        SharedIndexInformer<CachedObject> current = informer;
        if (current != null && !current.isRunning()) {
            return Optional.of("the informer of %s has stopped".formatted(resource));
        }
        if (distrust != null) {
            return Optional.of("%s is listed anew: %s".formatted(resource, distrust));
        }
        if (!filled || upstream.isForbidden()) {
            return Optional.of("%s: %s".formatted(resource, upstream.reason()));
        }
        return Optional.empty();
    }

    /** Looks soon whether the cache is still what the API server has. */
    void suspect() {
        if (!looks.isSuspected()) {
            looks.suspect();
            scheduler.execute(this::lookAfter);
        }
    }

    /** Whether it is to be looked for, or is known, that the cache is not what the API server has. */
    boolean isSuspected() {
        return looks.isSuspected() || distrust != null;
    }

    /** What is cached is of another history than what the API server has. Nobody is to trust it until it is listed. */
    void endHistory(String reason) {
        InformerHandler current = handler;
        if (filled && current != null) {
            contradicted(current, reason);
        }
    }

    @Override
    public void heard() {
        lastHeard = clock.instant();
    }

    @Override
    public void watchesAgain() {
        looks.watchedAgain(clock.instant());
    }

    @Override
    public void contradicted(InformerHandler by, String reason) {
        synchronized (this) {
            if (by != handler) {
                return;
            }
            distrust = "the API server's history is another one (%s)".formatted(reason);
            LOG.warn("{} is listed anew: {}", resource, distrust);
            store.endHistory();
            stop();
        }
        scheduler.execute(this::discoverAndInform);
    }

    @Override
    public void failed(InformerHandler by, UnorderedVersionException failure) {
        failed(failure);
        scheduler.execute(() -> end(by, true));
    }

    @Override
    public void listed(InformerHandler by) {
        boolean first = !filled;
        looks.listed(clock.instant());
        upstream = Upstream.listed();
        distrust = null;
        heard();
        filled = true;
        synced.complete(by.type());
        if (first) {
            LOG.info(
                    "{} synced: {} objects",
                    resource,
                    store.snapshot().objects().size());
        }
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
            startInformer(new Discovery(client).find(resource));
        } catch (RuntimeException e) {
            failed(e);
            if (isUnknown() && withdrawn) {
                endIfDeleted();
            }
            scheduler.schedule(this::discoverAndInform, retryMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private long retryMillis() {
        if (!isUnknown()) {
            return RETRY_MILLIS;
        }
        return upstream.isNotFound() ? UNKNOWN_RETRY_MILLIS : UNORDERED_RETRY_MILLIS;
    }

    private synchronized void startInformer(ResourceType type) {
        if (closed || informer != null) {
            return;
        }
        withdrawn = false;
        var writing = new InformerHandler(type, store, this);
        SharedIndexInformer<CachedObject> starting =
                CachedObjectInformers.of(client, type, writing).runnableInformer(0);
        starting.addEventHandler(writing);
        // Without a handler that says "go on" one failed list or one bad object would stop the informer for good.
        starting.exceptionHandler((started, failure) -> {
            failed(failure);
            // What was never there is not missed. What was is looked for twice: once, it may be a mistake.
            if (isUnknown() || (upstream.isNotFound() && !filled)) {
                upstream = upstream.ofUnknownResource();
                scheduler.execute(() -> end(writing, !upstream.isNotFound()));
            }
            return true;
        });
        store.writtenBy(writing);
        handler = writing;
        informer = starting;
        starting.start();
    }

    // To be called with the lock. The next informer begins with a new list.
    private void stop() {
        SharedIndexInformer<CachedObject> stopping = informer;
        informer = null;
        handler = null;
        store.writtenBy(null);
        if (stopping != null) {
            stopping.stop();
        }
    }

    private void listAnew(InformerHandler by, ResourceType type) {
        synchronized (this) {
            if (by != handler) {
                return;
            }
            stop();
        }
        startInformer(type);
    }

    private void lookAfter() {
        // It may be asked for while it runs.
        synchronized (consistency) {
            lookAfterAlone();
        }
    }

    private void lookAfterAlone() {
        InformerHandler current = handler;
        SharedIndexInformer<CachedObject> watching = informer;
        if (current == null || watching == null || !filled || distrust != null) {
            missing = 0;
            looks.suspectNothing();
            return;
        }
        try {
            if (!watching.isWatching()) {
                moveOrEnd(current);
            } else {
                missing = 0;
            }
            look(current, watching.isWatching());
        } catch (RuntimeException e) {
            // It cannot be asked; the informer tells why.
            LOG.debug(
                    "{} could not be looked at: {}",
                    resource,
                    Upstream.failed(e).reason());
        }
    }

    private void look(InformerHandler current, boolean watching) {
        LookSchedule.Extent extent =
                looks.begin(clock.instant(), watching, current.type().isBuiltIn());
        if (extent == LookSchedule.Extent.NOTHING) {
            return;
        }
        boolean all = extent == LookSchedule.Extent.ALL;
        if (all || !watching) {
            consistency.startOver();
        }
        try {
            switch (consistency.look(store, current.type(), all)) {
                case OTHER_HISTORY -> {
                    contradictions++;
                    if (contradictions <= BELIEVED) {
                        contradicted(current, "what it has cannot follow what was known");
                    } else if (contradictions == BELIEVED + 1) {
                        LOG.warn(
                                "{}: a new list contradicts what follows again and again; it is not asked for",
                                resource);
                    }
                }
                case OTHER_CONTENT -> listAnew(current, current.type());
                case CONSISTENT -> {
                    contradictions = 0;
                    if (all || !current.type().isBuiltIn()) {
                        moveIfServedOtherwise(current);
                    }
                }
            }
        } catch (RuntimeException e) {
            looks.failed(extent);
            throw e;
        } finally {
            looks.suspectNothing();
        }
    }

    private void moveIfServedOtherwise(InformerHandler current) {
        ResourceType now = new Discovery(client).find(resource);
        if (!now.equals(current.type())) {
            LOG.info("{} is served as {} now", resource, now.apiVersion());
            listAnew(current, now);
        }
    }

    // fabric8 asks for ever for a watch that is answered 404, and tells nobody.
    private void moveOrEnd(InformerHandler current) {
        try {
            moveIfServedOtherwise(current);
            missing = upstream.isNotFound() ? missing + 1 : 0;
        } catch (Discovery.UnknownResourceException e) {
            missing++;
        } catch (RuntimeException e) {
            // It cannot be asked.
            missing = 0;
        }
        // Not at once: an API server that has just started may be about to define it.
        if (missing >= OFTEN_ENOUGH) {
            missing = 0;
            failed(new Discovery.UnknownResourceException(resource));
            end(current, new CustomResourceDefinitions(client).define(resource));
        }
    }

    // Its definition was deleted, or serves it in no version for now: then its objects live, and are compared later.
    private void end(InformerHandler by, boolean live) {
        synchronized (this) {
            if (by != handler) {
                return;
            }
            stop();
            filled = false;
            withdrawn = live;
        }
        if (live) {
            store.withdraw();
        } else {
            store.end();
        }
        scheduler.schedule(this::discoverAndInform, retryMillis(), TimeUnit.MILLISECONDS);
    }

    private void endIfDeleted() {
        if (!new CustomResourceDefinitions(client).define(resource)) {
            withdrawn = false;
            store.end();
        }
    }

    private void failed(Throwable failure) {
        Upstream now = Upstream.failed(failure);
        if (!now.equals(upstream)) {
            LOG.warn("{} cannot be kept up to date: {}", resource, now.reason());
        }
        upstream = now;
    }
}

package dev.serai.event;

import dev.serai.cache.ResourceCache;
import dev.serai.event.delivery.DeliveryStatus;
import dev.serai.event.delivery.EventDelivery;
import dev.serai.event.delivery.OrderedDispatcher;
import dev.serai.event.delivery.StaleCacheException;
import dev.serai.event.delivery.SubscriptionFeed;
import dev.serai.retry.Backoff;
import dev.serai.retry.Jitter;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelContextAware;
import org.apache.camel.health.HealthCheckRegistry;
import org.apache.camel.util.concurrent.SizedScheduledExecutorService;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One running subscription: its feeds, its dispatcher, its health and its metrics. It is used once. */
public final class Subscription implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Subscription.class);
    public static final long FIRST_RETRY_MILLIS = 200;
    // What waits must arrive within 10 s after its sink is well again, and an attempt that began earlier may take 5 s
    // to fail.
    public static final long LAST_RETRY_MILLIS = 3_000;
    private static final long BEGIN_AGAIN_MILLIS = 2_000;

    private final String name;
    private final KubeWatchEndpoint endpoint;
    private final DeliveryStatus deliveries;
    private final ScheduledExecutorService threads;
    private final OrderedDispatcher dispatcher;
    private final List<SubscriptionFeed> feeds = new ArrayList<>();
    private final List<Runnable> observers = new ArrayList<>();
    private final Set<String> undefined = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    Subscription(String name, KubeWatchEndpoint endpoint, EventDelivery.Route route) {
        this.name = name;
        this.endpoint = endpoint;
        KubeWatchComponent component = endpoint.component();
        deliveries = new DeliveryStatus(name, component.clock());
        threads = threads();
        ExecutorService ledgerThread = endpoint.getCamelContext()
                .getExecutorServiceManager()
                .newSingleThreadExecutor(this, "kube-watch-ledger");
        var delivery = new EventDelivery(
                route,
                endpoint.selection(),
                endpoint.redaction(),
                endpoint.tellsInitialState(),
                component.source()::get,
                deliveries);
        dispatcher = new OrderedDispatcher(
                threads,
                new Backoff(FIRST_RETRY_MILLIS, LAST_RETRY_MILLIS, new Jitter(() -> ThreadLocalRandom.current()
                        .nextDouble())),
                delivery,
                ledgerThread,
                delivery,
                () -> route.beginAgain("the ledger takes less than happens"));
        for (ResourceCache cache : endpoint.caches()) {
            String broken = "a change of %s could not be told".formatted(cache.resource());
            feeds.add(new SubscriptionFeed(
                    cache,
                    endpoint.filter(cache.resource()),
                    delivery,
                    dispatcher::offer,
                    () -> route.beginAgain(broken),
                    component.clock()));
        }
    }

    /**
     * Begins as soon as the caches have synced and {@code before}, the previous subscription of that name, sends
     * nothing more. Otherwise events could overtake each other. Returns at once. {@code before} is null for none.
     */
    void start(Subscription before) {
        observe();
        feeds.forEach(feed -> feed.cache().synced().thenRun(() -> {
            String resource = feed.cache().resource().toString();
            // Reported from the start: the previous subscription may take long, and a ledger may hang.
            deliveries.blocked(resource, "%s has not begun with %s yet".formatted(name, resource));
            openAfter(before, feed);
        }));
    }

    private void openAfter(Subscription before, SubscriptionFeed feed) {
        if (closed) {
            return;
        }
        if (before != null && !before.dispatcher.isTerminated()) {
            endpoint.component().later(() -> openAfter(before, feed));
            return;
        }
        threads.execute(() -> open(feed));
    }

    @Override
    public void close() {
        closed = true;
        feeds.forEach(SubscriptionFeed::close);
        observers.forEach(Runnable::run);
        observers.clear();
        dispatcher.close();
    }

    private void open(SubscriptionFeed feed) {
        String resource = feed.cache().resource().toString();
        try {
            if (feed.cache().served().isPresent()) {
                feed.open(endpoint.component().ledger().position(name, resource));
                deliveries.flows(resource);
                undefined.remove(resource);
                return;
            }
            waitFor(feed.cache());
        } catch (RuntimeException e) {
            String reason = "%s cannot begin with %s: %s".formatted(name, resource, reason(e));
            if (deliveries.blocked(resource, reason)) {
                LOG.warn("{}; it is tried again", reason);
            }
        }
        threads.schedule(() -> open(feed), BEGIN_AGAIN_MILLIS, TimeUnit.MILLISECONDS);
    }

    // The definition is gone, or not there yet. Nothing can happen to the resource, so it is no fault.
    private void waitFor(ResourceCache cache) {
        String resource = cache.resource().toString();
        if (!cache.isUnknown()) {
            deliveries.blocked(resource, "%s waits until %s is in the cache".formatted(name, resource));
            return;
        }
        deliveries.flows(resource);
        if (undefined.add(resource)) {
            LOG.warn("{} waits for {}: the API server serves no such resource", name, resource);
        }
    }

    private static String reason(RuntimeException failure) {
        if (failure instanceof StaleCacheException) {
            return String.valueOf(failure.getMessage());
        }
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        // Only the class: a message may hold a secret.
        return "%s (%s)"
                .formatted(
                        failure instanceof KubernetesClientException
                                ? "the API server does not answer"
                                : "the ledger does not answer",
                        root.getClass().getSimpleName());
    }

    private void observe() {
        CamelContext context = endpoint.getCamelContext();
        var check = new WatchHealthCheck(name, endpoint.caches(), deliveries, dispatcher);
        HealthCheckRegistry checks = HealthCheckRegistry.get(context);
        if (checks != null) {
            CamelContextAware.trySetCamelContext(check, context);
            checks.register(check);
            observers.add(() -> checks.unregister(check));
        }
        MeterRegistry meters = context.getRegistry().findSingleByType(MeterRegistry.class);
        if (meters != null) {
            var metrics = new WatchMetrics(
                    meters, name, deliveries, dispatcher, endpoint.component().clock(), check::isProgressing);
            observers.add(metrics::close);
        }
    }

    private ScheduledExecutorService threads() {
        ScheduledExecutorService pool = endpoint.getCamelContext()
                .getExecutorServiceManager()
                .newScheduledThreadPool(this, "kube-watch", endpoint.getLanes());
        // Otherwise a pool that is shut down would live until its last wait is over, and a sink may ask for hours.
        if (pool instanceof SizedScheduledExecutorService sized) {
            sized.getScheduledThreadPoolExecutor().setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        }
        return pool;
    }
}

package dev.serai.event;

import dev.serai.cache.ResourceCache;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelContextAware;
import org.apache.camel.DelegateEndpoint;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.health.HealthCheckRegistry;
import org.apache.camel.support.DefaultConsumer;
import org.apache.camel.util.concurrent.SizedScheduledExecutorService;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Feeds a route with the events of one subscription, each until the route has taken it. */
final class KubeWatchConsumer extends DefaultConsumer implements Courier.Route {

    private static final Logger LOG = LoggerFactory.getLogger(KubeWatchConsumer.class);
    private static final long FIRST_RETRY_MILLIS = 200;
    private static final long LAST_RETRY_MILLIS = 30_000;
    private static final long BEGIN_AGAIN_MILLIS = 2_000;

    private final KubeWatchEndpoint endpoint;
    private final List<Feed> feeds = new ArrayList<>();
    private final List<AutoCloseable> observers = new ArrayList<>();
    private ScheduledExecutorService threads;
    private Lanes lanes;

    KubeWatchConsumer(KubeWatchEndpoint endpoint, Processor processor) {
        super(endpoint, processor);
        this.endpoint = endpoint;
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        KubeWatchComponent component = endpoint.component();
        String subscription = subscription();
        threads = threads();
        var deliveries = new Deliveries(subscription, component.clock());
        var courier = new Courier(
                this,
                endpoint.notices(),
                endpoint.redaction(),
                endpoint.tellsInitialState(),
                component.source()::get,
                deliveries);
        lanes = new Lanes(
                threads,
                new Backoff(FIRST_RETRY_MILLIS, LAST_RETRY_MILLIS, () -> ThreadLocalRandom.current()
                        .nextDouble()),
                courier,
                courier::light);
        observe(subscription, deliveries);
        for (ResourceCache cache : endpoint.caches()) {
            feeds.add(new Feed(cache, endpoint.selection(cache.resource()), courier, lanes::offer, component.clock()));
        }
        feeds.forEach(feed ->
                feed.cache().synced().thenRun(() -> threads.execute(() -> open(feed, subscription, deliveries))));
    }

    @Override
    protected void doStop() throws Exception {
        feeds.forEach(Feed::close);
        feeds.clear();
        for (AutoCloseable observer : observers) {
            observer.close();
        }
        observers.clear();
        if (lanes != null) {
            lanes.close();
        }
        super.doStop();
    }

    @Override
    public Exchange create() {
        return createExchange(false);
    }

    @Override
    public void send(Exchange exchange) throws Exception {
        getProcessor().process(exchange);
    }

    @Override
    public void release(Exchange exchange) {
        releaseExchange(exchange, false);
    }

    private void observe(String subscription, Deliveries deliveries) {
        CamelContext context = endpoint.getCamelContext();
        HealthCheckRegistry checks = HealthCheckRegistry.get(context);
        if (checks != null) {
            var check = new WatchHealthCheck(subscription, endpoint.caches(), deliveries, lanes);
            CamelContextAware.trySetCamelContext(check, context);
            checks.register(check);
            observers.add(() -> checks.unregister(check));
        }
        MeterRegistry meters = context.getRegistry().findSingleByType(MeterRegistry.class);
        if (meters != null) {
            observers.add(new WatchMetrics(
                    meters,
                    subscription,
                    deliveries,
                    lanes,
                    endpoint.component().clock()));
        }
    }

    private void open(Feed feed, String subscription, Deliveries deliveries) {
        String resource = feed.cache().resource().toString();
        try {
            feed.open(endpoint.component().ledger().position(subscription, resource));
            deliveries.ledgerFails(null);
        } catch (RuntimeException e) {
            LOG.warn("{} cannot begin yet with {}", subscription, resource, e);
            deliveries.ledgerFails("%s cannot begin with %s: the ledger does not answer (%s)"
                    .formatted(subscription, resource, e.getClass().getSimpleName()));
            threads.schedule(() -> open(feed, subscription, deliveries), BEGIN_AGAIN_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    private ScheduledExecutorService threads() {
        ScheduledExecutorService pool = endpoint.getCamelContext()
                .getExecutorServiceManager()
                .newScheduledThreadPool(this, "kube-watch", endpoint.getLanes());
        // Else a pool that is shut down would live until the last wait is over, and a sink may ask for hours.
        if (pool instanceof SizedScheduledExecutorService sized) {
            sized.getScheduledThreadPoolExecutor().setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        }
        return pool;
    }

    /** The name under which the ledger knows this consumer. */
    private String subscription() {
        if (endpoint.getSubscription() != null) {
            return endpoint.getSubscription();
        }
        if (getRouteId() != null) {
            return getRouteId();
        }
        // Behind master: nobody tells a consumer its route.
        return endpoint.getCamelContext().getRoutes().stream()
                .filter(route -> route.getEndpoint() instanceof DelegateEndpoint delegating
                        && delegating.getEndpoint() == endpoint)
                .map(route -> route.getRouteId())
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(
                        "kube-watch: no route is known to name the subscription after; set subscription="));
    }
}

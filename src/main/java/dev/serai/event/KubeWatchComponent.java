package dev.serai.event;

import dev.serai.cache.ResourceCache;
import dev.serai.cache.ResourceCaches;
import dev.serai.cloudevent.EventHeaders;
import dev.serai.converter.ObjectConverter;
import dev.serai.event.delivery.EventSource;
import dev.serai.event.ledger.Ledger;
import dev.serai.kube.GroupResource;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.camel.Endpoint;
import org.apache.camel.spi.annotations.Component;
import org.apache.camel.support.DefaultComponent;

/** The component behind {@code kube-watch:}. It owns the ledger and closes it when all routes have stopped. */
// Camel calls doInit before anything else.
@SuppressWarnings("NullAway.Init")
@Component("kube-watch")
public final class KubeWatchComponent extends DefaultComponent {

    private static final long LATER_MILLIS = 1_000;

    private final ResourceCaches caches;
    private final Ledger ledger;
    private final EventSource source;
    private final Clock clock;
    private final Map<String, Subscription> newest = new ConcurrentHashMap<>();
    private ScheduledExecutorService scheduler;

    public KubeWatchComponent(ResourceCaches caches, Ledger ledger, EventSource source, Clock clock) {
        this.caches = caches;
        this.ledger = ledger;
        this.source = source;
        this.clock = clock;
    }

    @Override
    protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters) throws Exception {
        var endpoint = new KubeWatchEndpoint(uri, this, remaining);
        setProperties(endpoint, parameters);
        return endpoint;
    }

    /**
     * The caches of the named resources, which are separated by commas.
     *
     * @throws IllegalArgumentException if one of them is not cached
     */
    List<ResourceCache> caches(String resources) {
        return GroupResource.parseList(resources).stream()
                .map(resource -> caches.of(resource)
                        .orElseThrow(() -> new IllegalArgumentException(
                                "kube-watch:%s: %s is not cached; add it to serai.cache.resources"
                                        .formatted(resources, resource))))
                .toList();
    }

    /** Runs {@code work} after a moment, on a thread that belongs to no subscription. */
    void later(Runnable work) {
        scheduler.schedule(work, LATER_MILLIS, TimeUnit.MILLISECONDS);
    }

    /**
     * Makes {@code next} the newest subscription of its name, and returns the one before it; null if it is the first.
     */
    Subscription succeed(String name, Subscription next) {
        return newest.put(name, next);
    }

    Ledger ledger() {
        return ledger;
    }

    EventSource source() {
        return source;
    }

    Clock clock() {
        return clock;
    }

    @Override
    protected void doInit() throws Exception {
        super.doInit();
        scheduler = getCamelContext().getExecutorServiceManager().newSingleThreadScheduledExecutor(this, "kube-watch");
        getCamelContext()
                .getTypeConverterRegistry()
                .addFallbackTypeConverter(new ObjectConverter(EventHeaders.UID), false);
    }

    @Override
    protected void doShutdown() throws Exception {
        super.doShutdown();
        getCamelContext().getExecutorServiceManager().shutdownNow(scheduler);
        ledger.close();
    }
}

package dev.serai.event;

import dev.serai.cache.GroupResource;
import dev.serai.cache.ResourceCache;
import dev.serai.cache.ResourceCaches;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.apache.camel.Endpoint;
import org.apache.camel.support.DefaultComponent;

/** The component behind {@code kube-watch:}. It owns the ledger and closes it when all routes have stopped. */
public final class KubeWatchComponent extends DefaultComponent {

    private final ResourceCaches caches;
    private final Ledger ledger;
    private final EventSource source;
    private final Clock clock;

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
     * The caches of the resources named, parted by commas.
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
        getCamelContext().getTypeConverterRegistry().addFallbackTypeConverter(new ObjectConverter(), false);
    }

    @Override
    protected void doShutdown() throws Exception {
        super.doShutdown();
        ledger.close();
    }
}

package dev.serai.lister;

import dev.serai.cache.ResourceCache;
import dev.serai.cache.ResourceCaches;
import dev.serai.converter.ObjectConverter;
import dev.serai.kube.GroupResource;
import dev.serai.rest.render.ObjectWriter;
import java.time.Clock;
import java.util.Map;
import org.apache.camel.Endpoint;
import org.apache.camel.spi.annotations.Component;
import org.apache.camel.support.DefaultComponent;

/** The component behind {@code kube-cache:}. Whether its caches are filled is told by their own health check. */
@Component("kube-cache")
public final class KubeCacheComponent extends DefaultComponent {

    private final ResourceCaches caches;
    private final ObjectWriter writer;

    public KubeCacheComponent(ResourceCaches caches, Clock clock) {
        this.caches = caches;
        this.writer = new ObjectWriter(clock);
    }

    @Override
    protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters) throws Exception {
        var endpoint = new KubeCacheEndpoint(uri, this, remaining);
        setProperties(endpoint, parameters);
        return endpoint;
    }

    /**
     * The cache of the resource named.
     *
     * @throws IllegalArgumentException if that is no resource, or not cached
     */
    ResourceCache cache(String resource) {
        return caches.of(GroupResource.parse(resource))
                .orElseThrow(() -> new IllegalArgumentException(
                        "kube-cache:%s: it is not cached; add it to serai.cache.resources".formatted(resource)));
    }

    ObjectWriter writer() {
        return writer;
    }

    @Override
    protected void doInit() throws Exception {
        super.doInit();
        getCamelContext()
                .getTypeConverterRegistry()
                .addFallbackTypeConverter(new ObjectConverter(KubeCacheHeaders.RESOURCE_VERSION), false);
    }
}

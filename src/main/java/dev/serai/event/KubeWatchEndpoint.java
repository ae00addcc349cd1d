package dev.serai.event;

import dev.serai.cache.ResourceCache;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.camel.Category;
import org.apache.camel.Consumer;
import org.apache.camel.MultipleConsumersSupport;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.spi.Metadata;
import org.apache.camel.spi.UriEndpoint;
import org.apache.camel.spi.UriParam;
import org.apache.camel.spi.UriPath;
import org.apache.camel.support.DefaultEndpoint;

/** Receive every change of cached Kubernetes resources as CloudEvents: at least once, in order per object. */
@UriEndpoint(
        firstVersion = "0.1.0",
        scheme = "kube-watch",
        title = "Kube Watch",
        syntax = "kube-watch:resources",
        consumerOnly = true,
        category = {Category.CONTAINER, Category.CLOUD},
        headersClass = EventHeaders.class)
public final class KubeWatchEndpoint extends DefaultEndpoint implements MultipleConsumersSupport {

    @UriPath(description = "The resources to watch, parted by commas, such as pods or deployments.apps")
    @Metadata(required = true)
    private final String resources;

    @UriParam(description = "The namespaces to watch, parted by commas; all of them by default")
    private String namespaces = "";

    @UriParam(
            description = "The name under which the ledger remembers what was delivered; the route's id by default."
                    + " Under another name everything is delivered anew")
    private String subscription;

    @UriParam(description = "How many objects are delivered at a time", defaultValue = "4")
    private int lanes = 4;

    private final List<ResourceCache> caches;

    KubeWatchEndpoint(String uri, KubeWatchComponent component, String resources) {
        super(uri, component);
        this.resources = resources;
        this.caches = component.caches(resources);
    }

    @Override
    public Producer createProducer() {
        throw new UnsupportedOperationException(
                "kube-watch: only receives; to change an object send it to kubernetes-pods:");
    }

    @Override
    public Consumer createConsumer(Processor processor) throws Exception {
        var consumer = new KubeWatchConsumer(this, processor);
        configureConsumer(consumer);
        return consumer;
    }

    @Override
    public boolean isMultipleConsumersSupported() {
        return true;
    }

    /** The caches behind {@code resources}. */
    List<ResourceCache> caches() {
        return caches;
    }

    KubeWatchComponent component() {
        return (KubeWatchComponent) getComponent();
    }

    Set<String> namespaceSet() {
        return Arrays.stream(namespaces.split(","))
                .map(String::strip)
                .filter(namespace -> !namespace.isEmpty())
                .collect(Collectors.toUnmodifiableSet());
    }

    public String getResources() {
        return resources;
    }

    public String getNamespaces() {
        return namespaces;
    }

    public void setNamespaces(String namespaces) {
        this.namespaces = namespaces;
    }

    public String getSubscription() {
        return subscription;
    }

    public void setSubscription(String subscription) {
        this.subscription = subscription;
    }

    public int getLanes() {
        return lanes;
    }

    public void setLanes(int lanes) {
        this.lanes = lanes;
    }
}

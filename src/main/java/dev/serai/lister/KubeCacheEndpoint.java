package dev.serai.lister;

import dev.serai.cache.ResourceCache;
import dev.serai.cache.store.ObjectSelector;
import dev.serai.kube.ResourcePath;
import dev.serai.kube.StatusException;
import org.apache.camel.Category;
import org.apache.camel.Consumer;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.spi.Metadata;
import org.apache.camel.spi.UriEndpoint;
import org.apache.camel.spi.UriParam;
import org.apache.camel.spi.UriPath;
import org.apache.camel.support.DefaultEndpoint;
import org.jspecify.annotations.Nullable;

/** Read cached Kubernetes resources from memory: one object, a list, or how many there are. */
// Camel calls doInit before it makes a producer.
@SuppressWarnings("NullAway.Init")
@UriEndpoint(
        firstVersion = "0.1.0",
        scheme = "kube-cache",
        title = "Kube Cache",
        syntax = "kube-cache:resource",
        producerOnly = true,
        category = {Category.CONTAINER, Category.CLOUD},
        headersClass = KubeCacheHeaders.class)
public final class KubeCacheEndpoint extends DefaultEndpoint {

    @UriPath(description = "The resource to read, such as pods or deployments.apps")
    @Metadata(required = true)
    private final String resource;

    @UriParam(
            description = "What to do: get the object that is named, list those that are selected, or count them",
            enums = "get,list,count")
    private @Nullable String operation;

    @UriParam(description = "The namespace to read; all of them by default")
    private @Nullable String namespace;

    @UriParam(description = "The name of the object")
    private @Nullable String name;

    @UriParam(description = "A label selector, such as app=web,tier in (a,b)")
    private @Nullable String labelSelector;

    @UriParam(
            description =
                    "A field selector, such as spec.nodeName=n1: by metadata.name, metadata.namespace, of pods also"
                            + " by spec.nodeName and status.phase")
    private @Nullable String fieldSelector;

    private final ResourceCache cache;
    private ObjectSelector selector;

    KubeCacheEndpoint(String uri, KubeCacheComponent component, String resource) {
        super(uri, component);
        this.resource = resource;
        this.cache = component.cache(resource);
    }

    /** Checks the options, so that a route with a bad one does not start. */
    @Override
    protected void doInit() throws Exception {
        super.doInit();
        if (operation != null) {
            KubeCacheOperation.parse(operation);
        }
        checkSegment("namespace", namespace);
        checkSegment("name", name);
        selector = ObjectSelector.ofOptions(
                "kube-cache",
                cache.resource(),
                checkText("labelSelector", labelSelector),
                checkText("fieldSelector", fieldSelector));
    }

    @Override
    public Producer createProducer() {
        return new KubeCacheProducer(this, ((KubeCacheComponent) getComponent()).writer());
    }

    @Override
    public Consumer createConsumer(Processor processor) {
        throw new UnsupportedOperationException("kube-cache: is only asked; to be told of changes use kube-watch:");
    }

    ResourceCache cache() {
        return cache;
    }

    ObjectSelector selector() {
        return selector;
    }

    // Without anything it would mean all, which may not have been meant where something was written.
    private static String checkText(String option, @Nullable String value) {
        if (value != null && value.isBlank()) {
            throw new IllegalArgumentException(
                    "kube-cache: %s: it is empty; leave it out where all are meant".formatted(option));
        }
        return value == null ? "" : value;
    }

    private static void checkSegment(String option, @Nullable String value) {
        String text = checkText(option, value);
        if (text.isEmpty()) {
            return;
        }
        try {
            ResourcePath.checkedSegment(option.equals("name") ? "Name" : "Namespace", text);
        } catch (StatusException refused) {
            throw new IllegalArgumentException("kube-cache: %s: %s".formatted(option, refused.getMessage()));
        }
    }

    public String getResource() {
        return resource;
    }

    public @Nullable String getOperation() {
        return operation;
    }

    public void setOperation(String operation) {
        this.operation = operation;
    }

    public @Nullable String getNamespace() {
        return namespace;
    }

    public void setNamespace(String namespace) {
        this.namespace = namespace;
    }

    public @Nullable String getName() {
        return name;
    }

    public void setName(String name) {
        this.name = name;
    }

    public @Nullable String getLabelSelector() {
        return labelSelector;
    }

    public void setLabelSelector(String labelSelector) {
        this.labelSelector = labelSelector;
    }

    public @Nullable String getFieldSelector() {
        return fieldSelector;
    }

    public void setFieldSelector(String fieldSelector) {
        this.fieldSelector = fieldSelector;
    }
}

package dev.serai.event;

import dev.serai.cache.ResourceCache;
import dev.serai.cache.store.Change;
import dev.serai.cloudevent.EventHeaders;
import dev.serai.event.delivery.EventDocument;
import dev.serai.event.delivery.EventSelection;
import dev.serai.event.delivery.Redaction;
import dev.serai.event.pod.OptionWords;
import dev.serai.event.pod.PodChange;
import dev.serai.kube.GroupResource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
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
import org.jspecify.annotations.Nullable;

/** Receive every change of cached Kubernetes resources as CloudEvents: at least once, in order per object. */
// Camel calls doInit before it makes a consumer.
@SuppressWarnings("NullAway.Init")
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

    @UriParam(description = "A label selector, such as app=web,tier in (a,b)")
    private String labelSelector = "";

    @UriParam(
            description =
                    "A field selector, such as spec.nodeName=n1: by metadata.name, metadata.namespace, of pods also"
                            + " by spec.nodeName and status.phase")
    private String fieldSelector = "";

    @UriParam(
            description =
                    "What is told of the objects: added, modified, deleted, parted by commas. All by default; where"
                            + " changes are asked for, nothing else by default")
    private @Nullable String events;

    @UriParam(
            description =
                    "Which changes of pods are told, parted by commas: scheduled, image-pull-failed, oomkilled,"
                            + " restarted, unready, ready, evicted, completed, failed, image-prepulled, image-prepull-failed, deleted")
    private String changes = "";

    @UriParam(
            description =
                    "Whether a new subscription is told of what is there already. A known one is always told what it"
                            + " missed. By default true, and false where only changes are asked for: what was so before is none")
    private @Nullable Boolean initialState;

    @UriParam(
            description = "The name under which the ledger remembers what was delivered; the route's id by default."
                    + " Under another name everything is delivered anew")
    private @Nullable String subscription;

    @UriParam(description = "How many objects are delivered at a time", defaultValue = "4")
    private int lanes = 4;

    @UriParam(
            description =
                    "Whether the values of environment variables, what kubectl last applied and managed fields are"
                            + " left out",
            defaultValue = "true")
    private boolean redact = true;

    private final List<ResourceCache> caches;
    private final Map<GroupResource, ObjectFilter> filters = new HashMap<>();
    private EventSelection selection;

    KubeWatchEndpoint(String uri, KubeWatchComponent component, String resources) {
        super(uri, component);
        this.resources = resources;
        this.caches = component.caches(resources);
    }

    /** Checks the options, so that a route with a bad one does not start. */
    @Override
    protected void doInit() throws Exception {
        super.doInit();
        if (lanes < 1) {
            throw new IllegalArgumentException("kube-watch: lanes: %d is too few; 1 or more".formatted(lanes));
        }
        for (ResourceCache cache : caches) {
            GroupResource resource = cache.resource();
            filters.put(resource, ObjectFilter.parse(resource, namespaces, labelSelector, fieldSelector));
            if (!changes.isBlank() && !resource.equals(GroupResource.PODS) && !isBesidePods()) {
                throw new IllegalArgumentException("kube-watch: changes: they are of pods, not of " + resource);
            }
        }
        selection = new EventSelection(
                OptionWords.parse("events", events == null ? defaultEvents() : events, Change.Type.class),
                OptionWords.parse("changes", changes, PodChange.class));
    }

    // Of pods changes too, of the others events alone.
    private boolean isBesidePods() {
        return events != null
                && caches.stream().anyMatch(cache -> cache.resource().equals(GroupResource.PODS));
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

    ObjectFilter filter(GroupResource resource) {
        return Objects.requireNonNull(filters.get(resource));
    }

    EventSelection selection() {
        return selection;
    }

    Function<byte[], EventDocument> redaction() {
        return redact ? new Redaction()::redact : EventDocument::of;
    }

    boolean tellsInitialState() {
        return initialState == null ? changes.isBlank() || events != null : initialState;
    }

    private String defaultEvents() {
        return changes.isBlank() ? "added,modified,deleted" : "";
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

    public @Nullable String getSubscription() {
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

    public String getLabelSelector() {
        return labelSelector;
    }

    public void setLabelSelector(String labelSelector) {
        this.labelSelector = labelSelector;
    }

    public String getFieldSelector() {
        return fieldSelector;
    }

    public void setFieldSelector(String fieldSelector) {
        this.fieldSelector = fieldSelector;
    }

    public @Nullable String getEvents() {
        return events;
    }

    public void setEvents(String events) {
        this.events = events;
    }

    public String getChanges() {
        return changes;
    }

    public void setChanges(String changes) {
        this.changes = changes;
    }

    public @Nullable Boolean getInitialState() {
        return initialState;
    }

    public void setInitialState(Boolean initialState) {
        this.initialState = initialState;
    }

    public boolean isRedact() {
        return redact;
    }

    public void setRedact(boolean redact) {
        this.redact = redact;
    }
}

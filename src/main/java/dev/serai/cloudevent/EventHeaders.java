package dev.serai.cloudevent;

import org.apache.camel.cloudevents.CloudEvent;
import org.apache.camel.spi.Metadata;

/** The headers of a message that {@code kube-watch:} sends to a route. */
public final class EventHeaders {

    /** CloudEvents {@code id}. */
    @Metadata(label = "consumer", javaType = "String")
    public static final String ID = CloudEvent.CAMEL_CLOUD_EVENT_ID;
    /** CloudEvents {@code source}. */
    @Metadata(label = "consumer", javaType = "String")
    public static final String SOURCE = CloudEvent.CAMEL_CLOUD_EVENT_SOURCE;
    /** CloudEvents {@code specversion}. */
    @Metadata(label = "consumer", javaType = "String")
    public static final String VERSION = CloudEvent.CAMEL_CLOUD_EVENT_VERSION;
    /** CloudEvents {@code type}. */
    @Metadata(label = "consumer", javaType = "String")
    public static final String TYPE = CloudEvent.CAMEL_CLOUD_EVENT_TYPE;
    /** CloudEvents {@code subject}: the object's path. */
    @Metadata(label = "consumer", javaType = "String")
    public static final String SUBJECT = CloudEvent.CAMEL_CLOUD_EVENT_SUBJECT;
    /** CloudEvents {@code time}, RFC 3339: when Serai saw the change. */
    @Metadata(label = "consumer", javaType = "String")
    public static final String TIME = CloudEvent.CAMEL_CLOUD_EVENT_TIME;
    /** CloudEvents {@code datacontenttype}. */
    @Metadata(label = "consumer", javaType = "String")
    public static final String CONTENT_TYPE = CloudEvent.CAMEL_CLOUD_EVENT_DATA_CONTENT_TYPE;
    /** The object's uid: the key that keeps an object's events in order. */
    @Metadata(label = "consumer", javaType = "String")
    public static final String UID = "CamelKubeWatchUid";
    /**
     * The change of a pod that the event is about, such as {@code restarted}; only if {@code changes} are asked for.
     */
    @Metadata(label = "consumer", javaType = "String")
    public static final String CHANGE = "CamelKubeWatchChange";
    /** The container that changed, if it is one container. */
    @Metadata(label = "consumer", javaType = "String")
    public static final String CONTAINER = "CamelKubeWatchContainer";
    /** The number of the attempt to deliver this event, an {@code Integer}: 1, then one more after each refusal. */
    @Metadata(label = "consumer", javaType = "Integer")
    public static final String ATTEMPT = "CamelKubeWatchAttempt";

    /**
     * A property of the exchange, in milliseconds, a {@code Long}: when a route that refuses an event wants it again.
     * Without it, kube-watch: waits longer after each refusal.
     */
    public static final String RETRY_AFTER_MILLIS = "CamelKubeWatchRetryAfterMillis";

    /**
     * A property of the exchange, a {@code CompletionStage}: when it completes, that wait ends early, since the route
     * can take the event again.
     */
    public static final String RETRY_WHEN = "CamelKubeWatchRetryWhen";

    /** A property of the exchange, an {@code Integer}: how many events the route receives at a time. */
    public static final String LANES = "CamelKubeWatchLanes";

    private EventHeaders() {}
}

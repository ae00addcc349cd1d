package dev.serai.lister;

import dev.serai.cache.ResourceCache;
import dev.serai.cache.object.CachedObject;
import dev.serai.cache.store.Snapshot;
import dev.serai.kube.ResourceType;
import dev.serai.kube.StatusException;
import dev.serai.rest.render.ObjectWriter;
import dev.serai.rest.wire.Format;
import java.net.HttpURLConnection;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.support.DefaultAsyncProducer;

/**
 * Answers from memory and at once, on an event loop as well as on any other thread. What it refuses it leaves as the
 * exchange's exception, and its code in the headers too, so that an HTTP caller is told it whether or not the route has
 * an error handler.
 */
final class KubeCacheProducer extends DefaultAsyncProducer {

    private static final String JSON = "application/json";
    private static final int RETRY_SECONDS = 1;

    private final KubeCacheEndpoint endpoint;
    private final ResourceCache cache;
    private final ObjectWriter writer;

    KubeCacheProducer(KubeCacheEndpoint endpoint, ObjectWriter writer) {
        super(endpoint);
        this.endpoint = endpoint;
        this.cache = endpoint.cache();
        this.writer = writer;
    }

    @Override
    public boolean process(Exchange exchange, AsyncCallback callback) {
        try {
            answer(exchange.getMessage());
        } catch (StatusException refusal) {
            tell(refusal, exchange.getMessage());
            exchange.setException(refusal);
        } catch (RuntimeException e) {
            exchange.setException(e);
        }
        callback.done(true);
        return true;
    }

    private void answer(Message message) {
        String fixed = endpoint.getOperation();
        KubeCacheOperation operation = KubeCacheOperation.parse(
                fixed == null ? message.getHeader(KubeCacheHeaders.OPERATION, String.class) : fixed);
        ResourceType type = type();
        CacheQuery query = CacheQuery.of(message, endpoint, type);
        if (query.namespace() != null && !type.namespaced()) {
            throw new IllegalArgumentException(
                    "kube-cache:%s: a namespace is given, and its objects are in none".formatted(cache.resource()));
        }
        switch (operation) {
            case GET -> get(message, query, type);
            case LIST -> {
                Snapshot snapshot = cache.snapshot();
                byte[] list = writer.list(type, snapshot.version(), query.in(snapshot), null, null, Format.JSON)
                        .joined();
                found(message, Long.toString(snapshot.version()), list);
                message.setHeader(Exchange.CONTENT_TYPE, JSON);
            }
            case COUNT -> {
                Snapshot snapshot = cache.snapshot();
                found(message, Long.toString(snapshot.version()), query.count(snapshot));
            }
        }
    }

    private ResourceType type() {
        if (cache.isUnknown()) {
            throw StatusException.noSuchResource();
        }
        return cache.served()
                .orElseThrow(() -> StatusException.unavailable(
                        "the cache of %s is not filled yet".formatted(cache.resource()), RETRY_SECONDS));
    }

    private void get(Message message, CacheQuery query, ResourceType type) {
        String name = query.name();
        if (name == null) {
            throw missing("name", KubeCacheHeaders.RESOURCE_NAME);
        }
        if (type.namespaced() && query.namespace() == null) {
            throw missing("namespace", KubeCacheHeaders.NAMESPACE);
        }
        CachedObject object = cache.get(query.namespace(), name);
        if (object == null || !query.test(object)) {
            message.setBody(null);
            message.setHeader(Exchange.HTTP_RESPONSE_CODE, HttpURLConnection.HTTP_NOT_FOUND);
            return;
        }
        found(message, object.resourceVersion(), type.document(object.json()));
        message.setHeader(Exchange.CONTENT_TYPE, JSON);
    }

    private void found(Message message, String version, Object body) {
        message.setBody(body);
        message.setHeader(KubeCacheHeaders.RESOURCE_VERSION, version);
        message.setHeader(KubeCacheHeaders.AGE, cache.age().toSeconds());
        // Of an object that was looked for before, and was not there.
        if (Integer.valueOf(HttpURLConnection.HTTP_NOT_FOUND).equals(message.getHeader(Exchange.HTTP_RESPONSE_CODE))) {
            message.removeHeader(Exchange.HTTP_RESPONSE_CODE);
        }
    }

    private IllegalArgumentException missing(String option, String header) {
        return new IllegalArgumentException(
                "kube-cache:%s: to get an object its %s is needed, as option or as header %s"
                        .formatted(cache.resource(), option, header));
    }

    private static void tell(StatusException refusal, Message message) {
        message.setHeader(Exchange.HTTP_RESPONSE_CODE, refusal.status().getCode());
        if (refusal.status().getDetails() != null
                && refusal.status().getDetails().getRetryAfterSeconds() != null) {
            message.setHeader("Retry-After", refusal.status().getDetails().getRetryAfterSeconds());
        }
    }
}

package dev.serai.rest;

import dev.serai.cache.CachedObject;
import dev.serai.cache.LabelSelector;
import dev.serai.cache.ResourceCache;
import dev.serai.cache.ResourceCaches;
import dev.serai.cache.ResourceType;
import dev.serai.cluster.StatusException;
import io.vertx.core.buffer.Buffer;
import org.apache.camel.Exchange;

/** Answers GET and LIST from the cache; nothing goes upstream. */
public final class CachedReads {

    private static final int RETRY_AFTER_SECONDS = 1;

    private final ResourceCaches caches;

    public CachedReads(ResourceCaches caches) {
        this.caches = caches;
    }

    /** Answers with the one object that the path names. */
    public void get(Exchange exchange) {
        RequestPath path = Request.of(exchange).path();
        ResourceCache cache = cacheOf(path);
        ResourceType type = synced(cache, path);
        CachedObject object = cache.get(path.namespace(), path.name());
        if (object == null) {
            throw StatusException.notFound(
                    path.resource().group(), path.resource().plural(), path.name());
        }
        Answer.ok(Buffer.buffer(type.document(object))).writeTo(exchange);
    }

    /** Answers with the objects of the namespace that the path names, or of all, that {@code labelSelector} selects. */
    public void list(Exchange exchange) {
        Request request = Request.of(exchange);
        RequestPath path = request.path();
        ResourceCache cache = cacheOf(path);
        ResourceType type = synced(cache, path);
        LabelSelector selector = selector(request.parameter("labelSelector"));
        Answer.ok(ListDocument.of(type, cache.snapshot(), path.namespace(), selector))
                .writeTo(exchange);
    }

    private ResourceCache cacheOf(RequestPath path) {
        return caches.of(path.resource())
                .filter(cache -> path.subresource() == null)
                .orElseThrow(StatusException::noSuchResource);
    }

    private static ResourceType synced(ResourceCache cache, RequestPath path) {
        if (!cache.synced().isDone()) {
            throw StatusException.unavailable(
                    "the cache of %s is not filled yet".formatted(path.resource()), RETRY_AFTER_SECONDS);
        }
        return cache.type()
                .filter(type -> type.version().equals(path.version()))
                .filter(type -> type.namespaced() || path.namespace() == null)
                .filter(type -> path.name() == null || type.namespaced() == (path.namespace() != null))
                .orElseThrow(StatusException::noSuchResource);
    }

    private static LabelSelector selector(String expression) {
        try {
            return LabelSelector.parse(expression);
        } catch (IllegalArgumentException e) {
            throw StatusException.badRequest(e.getMessage());
        }
    }
}

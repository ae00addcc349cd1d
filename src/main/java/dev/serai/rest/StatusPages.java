package dev.serai.rest;

import dev.serai.cache.ResourceCaches;
import dev.serai.cluster.StatusException;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import org.apache.camel.CamelContext;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpRouter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers with a {@code Status} where no route is asked: unknown paths and methods, bodies that are too large. Vert.x
 * would answer with a page of HTML or with nothing. The only class that touches the Vert.x router, whose interface
 * the next Camel changes.
 */
public final class StatusPages {

    private static final Logger LOG = LoggerFactory.getLogger(StatusPages.class);
    private static final int BEFORE_ALL_ROUTES = -100;
    private static final int PAYLOAD_TOO_LARGE = 413;

    private final ResourceCaches caches;
    private final long maxBodySize;

    /** {@code maxBodySize} is the limit of a request's body, in bytes. */
    public StatusPages(ResourceCaches caches, long maxBodySize) {
        this.caches = caches;
        this.maxBodySize = maxBodySize;
    }

    /** Adds the pages to the server that listens on {@code port}, which must have been started. */
    public void addTo(CamelContext context, int port) {
        Router router = VertxPlatformHttpRouter.lookup(context, VertxPlatformHttpRouter.getRouterNameFromPort(port));
        router.route().order(BEFORE_ALL_ROUTES).handler(RoutingContext::next).failureHandler(this::failed);
        router.route().last().handler(this::unrouted);
    }

    private void failed(RoutingContext request) {
        if (request.response().headWritten()) {
            request.response().reset();
        } else if (request.statusCode() == PAYLOAD_TOO_LARGE) {
            // What is left of the body is not read: the connection cannot be used again.
            request.response().putHeader("Connection", "close");
            send(request, StatusException.tooLarge(maxBodySize));
        } else {
            LOG.error(
                    "{} {} failed",
                    request.request().method(),
                    request.request().path(),
                    request.failure());
            send(request, StatusException.internalError());
        }
    }

    private void unrouted(RoutingContext request) {
        send(request, isServed(request) ? StatusException.methodNotAllowed() : StatusException.noSuchResource());
    }

    private boolean isServed(RoutingContext request) {
        try {
            RequestPath path = RequestPath.parse(request.request().path());
            return path.subresource() == null && caches.of(path.resource()).isPresent();
        } catch (StatusException e) {
            return false;
        }
    }

    private static void send(RoutingContext request, StatusException refusal) {
        Answer answer = Answer.of(refusal);
        request.response().setStatusCode(answer.code());
        answer.headers().forEach((name, value) -> request.response().putHeader(name, value.toString()));
        request.response().end(answer.body());
    }
}

package dev.serai.http;

import dev.serai.kube.ResourcePath;
import dev.serai.kube.StatusException;
import dev.serai.limit.RequestLimits;
import dev.serai.limit.WriteLimits;
import dev.serai.rest.discovery.DiscoveryCache;
import dev.serai.rest.read.Reads;
import dev.serai.rest.wire.Representation;
import dev.serai.rest.wire.Request;
import dev.serai.rest.write.Audit;
import dev.serai.rest.write.Errors;
import dev.serai.rest.write.WriteRequest;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Set;
import org.apache.camel.CamelContext;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpRouter;

/**
 * What no Camel route can do for a request: what is wrong with it as HTTP is refused before all routes, so is a write
 * that is over a limit, and what no route is there for is answered behind them. Vert.x would answer with a page of HTML
 * or with nothing.
 */
public final class HttpApi {

    private static final int BEFORE_ALL_ROUTES = -100;
    private static final int BAD_REQUEST = 400;
    private static final int NOT_FOUND = 404;
    private static final int RETRY_AFTER_SECONDS = 1;
    private static final String REQUEST = "dev.serai.request";
    // To its routes the API server refuses HEAD; here it is what HTTP says it is.
    private static final Set<HttpMethod> READS = Set.of(HttpMethod.GET, HttpMethod.HEAD);
    private static final String PROXY = "proxy";
    private static final Set<String> INTERACTIVE = Set.of("exec", "attach", "portforward");

    private final RequestLimits requestLimits;
    private final WriteLimits writeLimits;
    private final RefusedMethods refusedMethods;
    private final Runnable definitionsChanged;
    private final RefusedRequests refused;

    /** Of {@code writeLimits} those that are asked before any route. */
    public HttpApi(
            RequestLimits requestLimits,
            WriteLimits writeLimits,
            RefusedMethods refusedMethods,
            Runnable definitionsChanged,
            Audit audit) {
        this.requestLimits = requestLimits;
        this.writeLimits = writeLimits;
        this.refusedMethods = refusedMethods;
        this.definitionsChanged = definitionsChanged;
        this.refused = new RefusedRequests(requestLimits, audit);
    }

    /** Opens the API on the server that listens on {@code port}, which must have been started. */
    public void addTo(CamelContext context, int port) {
        VertxPlatformHttpRouter router =
                VertxPlatformHttpRouter.lookup(context, VertxPlatformHttpRouter.getRouterNameFromPort(port));
        refuseWhatDoesNotGetHere(router);
        router.route().order(BEFORE_ALL_ROUTES).handler(this::before).failureHandler(refused::failed);
        router.route().last().handler(this::unrouted);
    }

    /** The request that a route is given. */
    static Request requestOf(RoutingContext context) {
        Request kept = context.get(REQUEST);
        return kept == null ? new Request(context.request()) : kept;
    }

    // Camel's router is below another one, which looks at each request before it hands it down.
    private void refuseWhatDoesNotGetHere(VertxPlatformHttpRouter router) {
        if (router.getServer().getServer().requestHandler() instanceof Router above) {
            for (int code : new int[] {BAD_REQUEST, NOT_FOUND}) {
                above.errorHandler(code, refused::unread);
            }
        }
    }

    private void before(RoutingContext context) {
        var request = new Request(context.request());
        if (context.request().version() == HttpVersion.HTTP_1_0) {
            Framing.endWithConnection(context);
        }
        try {
            requestLimits.check(context.request());
        } catch (StatusException tooLong) {
            // As where the HTTP server itself finds it so.
            refused.unread(context);
            return;
        }
        try {
            Framing.check(context);
            String path = request.rawPath();
            if (isInteractive(request)) {
                throw StatusException.notImplemented();
            }
            if (READS.contains(context.request().method()) && Reads.isMeant(path)) {
                context.put(REQUEST, request);
                context.next();
            } else if (DiscoveryCache.isMeant(path)) {
                // The routes of writes would take it for a path that leads nowhere.
                refusedMethods.answer(new WriteRequest(request));
            } else if (!request.isReadable()) {
                // A route would not get as far as to say so.
                throw StatusException.badRequest("the query is malformed");
            } else {
                if (DiscoveryCache.isDefinition(path)) {
                    // Before the answer: whoever has it may ask at once.
                    context.addHeadersEndHandler(head -> definitionsChanged.run());
                }
                admit(context, new WriteRequest(request));
            }
        } catch (StatusException refusal) {
            refused.refuse(context, new WriteRequest(request), refusal);
        }
    }

    private void admit(RoutingContext context, WriteRequest write) {
        if (write.isForKubernetes() && !write.isPossible()) {
            refusedMethods.answer(write);
        } else if (write.isForKubernetes() && writeLimits.areExceeded(write.caller(), write.isUrgent())) {
            // Reads that have come in with it go first.
            context.vertx().runOnContext(later -> {
                try {
                    Representation wanted = Representation.ofStatus(write.request());
                    refused.refuse(context, write, Errors.TOO_MANY_WRITES.in(wanted), true);
                } catch (RuntimeException failure) {
                    // The router is no longer there to catch it, and the caller would wait for ever.
                    context.fail(failure);
                }
            });
        } else {
            // The routes find it there.
            write.keep();
            context.next();
        }
    }

    private static boolean isInteractive(Request request) {
        String path = request.rawPath();
        return path.startsWith("/api/v1/namespaces/")
                && INTERACTIVE.contains(path.substring(path.lastIndexOf('/') + 1))
                && request.path().subresource() != null;
    }

    private void unrouted(RoutingContext context) {
        WriteRequest write = WriteRequest.of(context.request());
        try {
            boolean isRead = READS.contains(context.request().method())
                    && Reads.isMeant(write.request().rawPath());
            if (isRead || write.isForKubernetes()) {
                // A team's file is to replace the built-in one, and is not loaded yet, or broken.
                throw StatusException.unavailable("there is no route for this just now", RETRY_AFTER_SECONDS);
            }
            ResourcePath path = write.request().path();
            if (PROXY.equals(path.subresource())) {
                // It would take the method, and do with it whatever it does.
                throw StatusException.methodNotAllowed();
            }
            refusedMethods.answer(write);
        } catch (StatusException refusal) {
            refused.refuse(context, write, refusal);
        }
    }
}

package dev.serai.http;

import dev.serai.kube.ResourcePath;
import dev.serai.kube.StatusException;
import dev.serai.limit.RequestLimits;
import dev.serai.limit.WriteLimits;
import dev.serai.rest.discovery.DiscoveryCache;
import dev.serai.rest.exchange.RequestCounters;
import dev.serai.rest.read.Reads;
import dev.serai.rest.wire.Representation;
import dev.serai.rest.wire.Request;
import dev.serai.rest.write.Audit;
import dev.serai.rest.write.Errors;
import dev.serai.rest.write.WriteRequest;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;
import java.util.Set;
import org.apache.camel.CamelContext;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpRouter;

/**
 * What no Camel route can do for a request. Before all routes, malformed requests and writes over a limit are refused.
 * Behind all routes, requests that no route has taken are answered; Vert.x would answer them with HTML or with nothing.
 */
public final class HttpApi {

    private static final int BEFORE_ALL_ROUTES = -100;
    private static final int BAD_REQUEST = 400;
    private static final int NOT_FOUND = 404;
    private static final int RETRY_AFTER_SECONDS = 1;
    private static final String REQUEST = "dev.serai.request";
    // The API server refuses HEAD on these paths. Serai answers it as HTTP defines it.
    private static final Set<HttpMethod> READS = Set.of(HttpMethod.GET, HttpMethod.HEAD);
    private static final String PROXY = "proxy";
    private static final Set<String> INTERACTIVE = Set.of("exec", "attach", "portforward");

    private final RequestLimits requestLimits;
    private final WriteLimits writeLimits;
    private final RefusedMethods refusedMethods;
    private final Runnable definitionsChanged;
    private final RefusedRequests refused;
    private final Optional<CallerGate> gate;

    /**
     * {@code writeLimits} are those that are checked before any route, {@code counters} count what is refused there;
     * without a {@code gate} callers are not known.
     */
    public HttpApi(
            RequestLimits requestLimits,
            WriteLimits writeLimits,
            RefusedMethods refusedMethods,
            Runnable definitionsChanged,
            Audit audit,
            RequestCounters counters,
            Optional<CallerGate> gate) {
        this.requestLimits = requestLimits;
        this.writeLimits = writeLimits;
        this.refusedMethods = refusedMethods;
        this.definitionsChanged = definitionsChanged;
        this.refused = new RefusedRequests(requestLimits, audit, counters);
        this.gate = gate;
    }

    /** Adds itself to the server that listens on {@code port}, which must be started. */
    public void addTo(CamelContext context, int port) {
        VertxPlatformHttpRouter router =
                VertxPlatformHttpRouter.lookup(context, VertxPlatformHttpRouter.getRouterNameFromPort(port));
        refuseWhatDoesNotGetHere(router);
        Handler<RoutingContext> before = gate.<Handler<RoutingContext>>map(
                        known -> request -> known.handle(request, refused, this::before))
                .orElse(this::before);
        router.route().order(BEFORE_ALL_ROUTES).handler(before).failureHandler(refused::failed);
        router.route().last().handler(this::unrouted);
    }

    /** Guards the management port that listens on {@code port} too, if callers are known. */
    public void guardManagement(CamelContext context, int port) {
        gate.ifPresent(known -> ManagementGate.addTo(context, port, known, refused));
    }

    /** The request for a route. */
    static Request requestOf(RoutingContext context) {
        Request kept = context.get(REQUEST);
        if (kept == null) {
            kept = new Request(context.request());
            context.put(REQUEST, kept);
        }
        return kept;
    }

    // Camel's router lies below another one, which sees each request first.
    private void refuseWhatDoesNotGetHere(VertxPlatformHttpRouter router) {
        if (router.getServer().getServer().requestHandler() instanceof Router above) {
            for (int code : new int[] {BAD_REQUEST, NOT_FOUND}) {
                above.errorHandler(code, refused::unread);
            }
        }
    }

    private void before(RoutingContext context) {
        Request request = requestOf(context);
        if (context.request().version() == HttpVersion.HTTP_1_0) {
            Framing.endWithConnection(context);
        }
        try {
            requestLimits.check(context.request());
        } catch (StatusException tooLong) {
            // The HTTP server refuses the same in the same way.
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
                context.next();
            } else if (DiscoveryCache.isMeant(path)) {
                // The routes of writes would say that the path does not exist.
                refusedMethods.answer(new WriteRequest(request));
            } else if (!request.isReadable()) {
                // A route could not even start with such a query.
                throw StatusException.badRequest("the query is malformed");
            } else {
                if (DiscoveryCache.isDefinition(path)) {
                    // Before the answer: after it, the caller may ask at once.
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
            // Reads that came in with it go first.
            context.vertx().runOnContext(later -> {
                try {
                    Representation wanted = Representation.ofStatus(write.request());
                    refused.refuse(context, write, Errors.TOO_MANY_WRITES.in(wanted), true);
                } catch (RuntimeException failure) {
                    // The router no longer catches it, and the caller would wait for ever.
                    context.fail(failure);
                }
            });
        } else {
            // The routes take it from there.
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
                // The proxied service would take the method and do something with it.
                throw StatusException.methodNotAllowed();
            }
            refusedMethods.answer(write);
        } catch (StatusException refusal) {
            refused.refuse(context, write, refusal);
        }
    }
}

package dev.serai.rest;

import dev.serai.cache.CacheConditions;
import dev.serai.cache.ResourceCaches;
import dev.serai.cache.object.StrippedFields;
import dev.serai.cluster.ApiServer;
import dev.serai.cluster.DefinitionWatch;
import dev.serai.kube.ResourcePath;
import dev.serai.kube.StatusException;
import dev.serai.limit.ReadLimitsConfiguration;
import dev.serai.limit.ReadRateLimiter;
import dev.serai.limit.RequestLimits;
import dev.serai.limit.WriteLimits;
import dev.serai.rest.consistency.WriteTracker;
import dev.serai.rest.discovery.DiscoveryCache;
import dev.serai.rest.read.Passthrough;
import dev.serai.rest.read.Reads;
import dev.serai.rest.wire.Representation;
import dev.serai.rest.wire.Request;
import dev.serai.rest.wire.StreamLimit;
import dev.serai.rest.write.Audit;
import dev.serai.rest.write.Errors;
import dev.serai.rest.write.WriteRequest;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Clock;
import java.util.Set;
import org.apache.camel.CamelContext;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpRouter;

/**
 * Where requests come in that no Camel route can answer well: reads, which stream and wait without a thread of their
 * own, and what no route is there for, which Vert.x would answer with a page of HTML or with nothing. The only class
 * that touches the Vert.x router, whose interface the next Camel changes.
 */
public final class HttpApi {

    private static final int BEFORE_ALL_ROUTES = -100;
    private static final int BAD_REQUEST = 400;
    private static final int NOT_FOUND = 404;
    // To its routes the API server refuses HEAD; here it is what HTTP says it is.
    private static final Set<HttpMethod> READS = Set.of(HttpMethod.GET, HttpMethod.HEAD);
    private static final String PROXY = "proxy";
    private static final Set<String> INTERACTIVE = Set.of("exec", "attach", "portforward");

    private final ResourceCaches caches;
    private final WriteTracker tracker;
    private final CacheConditions conditions;
    private final ApiServer apiServer;
    private final DefinitionWatch definitions;
    private final ReadLimitsConfiguration readLimits;
    private final RequestLimits requestLimits;
    private final WriteLimits writeLimits;
    private final Audit audit;
    private final RefusedRequests refused;
    private final Clock clock;
    private final StrippedFields stripped;

    /** Of {@code writeLimits} those that are asked before any route; {@code stripped} is what cached objects lack. */
    public HttpApi(
            ResourceCaches caches,
            WriteTracker tracker,
            CacheConditions conditions,
            ApiServer apiServer,
            DefinitionWatch definitions,
            ReadLimitsConfiguration readLimits,
            RequestLimits requestLimits,
            WriteLimits writeLimits,
            Audit audit,
            Clock clock,
            StrippedFields stripped) {
        this.caches = caches;
        this.tracker = tracker;
        this.conditions = conditions;
        this.apiServer = apiServer;
        this.definitions = definitions;
        this.readLimits = readLimits;
        this.requestLimits = requestLimits;
        this.writeLimits = writeLimits;
        this.audit = audit;
        this.refused = new RefusedRequests(requestLimits, audit);
        this.clock = clock;
        this.stripped = stripped;
    }

    /** Opens the API on the server that listens on {@code port}, which must have been started. */
    public void addTo(CamelContext context, int port) {
        VertxPlatformHttpRouter router =
                VertxPlatformHttpRouter.lookup(context, VertxPlatformHttpRouter.getRouterNameFromPort(port));
        var streams = new StreamLimit(readLimits.streams());
        ReadRateLimiter limiter = readLimits.limiter();
        var passthrough = new Passthrough(apiServer, limiter, streams, stripped);
        var discovery = new DiscoveryCache(apiServer, limiter, definitions, clock);
        var refusedMethods = new RefusedMethods(apiServer, limiter, audit);
        refuseWhatDoesNotGetHere(router);
        addTo(
                router,
                new Reads(caches, tracker, conditions, passthrough, discovery, streams, router.vertx(), clock),
                refusedMethods);
    }

    // Camel's router is below another one, which looks at each request before it hands it down.
    private void refuseWhatDoesNotGetHere(VertxPlatformHttpRouter router) {
        if (router.getServer().getServer().requestHandler() instanceof Router above) {
            for (int code : new int[] {BAD_REQUEST, NOT_FOUND}) {
                above.errorHandler(code, refused::unread);
            }
        }
    }

    private void addTo(Router router, Reads reads, RefusedMethods refusedMethods) {
        router.route()
                .order(BEFORE_ALL_ROUTES)
                .handler(request -> before(request, reads, refusedMethods))
                .failureHandler(refused::failed);
        router.route().last().handler(request -> unrouted(request, refusedMethods));
    }

    private void before(RoutingContext context, Reads reads, RefusedMethods refusedMethods) {
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
                reads.answer(request);
            } else if (DiscoveryCache.isMeant(path)) {
                // The routes of writes would take it for a path that leads nowhere.
                refusedMethods.answer(new WriteRequest(request));
            } else if (!request.isReadable()) {
                // A route would not get as far as to say so.
                throw StatusException.badRequest("the query is malformed");
            } else {
                if (DiscoveryCache.isDefinition(path)) {
                    // Before the answer: whoever has it may ask at once.
                    context.addHeadersEndHandler(head -> reads.definitionsChanged());
                }
                admit(context, new WriteRequest(request), refusedMethods);
            }
        } catch (StatusException refusal) {
            refused.refuse(context, new WriteRequest(request), refusal);
        }
    }

    private void admit(RoutingContext context, WriteRequest write, RefusedMethods refusedMethods) {
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

    private void unrouted(RoutingContext context, RefusedMethods refusedMethods) {
        WriteRequest write = WriteRequest.of(context.request());
        try {
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

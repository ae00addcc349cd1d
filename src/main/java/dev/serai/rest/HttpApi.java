package dev.serai.rest;

import dev.serai.cache.ResourceCaches;
import dev.serai.cache.Strip;
import dev.serai.cluster.ApiServer;
import dev.serai.cluster.DefinitionWatch;
import dev.serai.cluster.StatusException;
import dev.serai.write.WriteLimits;
import io.vertx.core.http.HttpMethod;
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
    private static final int PAYLOAD_TOO_LARGE = 413;
    // To its routes the API server refuses HEAD; here it is what HTTP says it is.
    private static final Set<HttpMethod> READS = Set.of(HttpMethod.GET, HttpMethod.HEAD);
    private static final Set<String> INTERACTIVE = Set.of("exec", "attach", "portforward");

    private final ResourceCaches caches;
    private final OwnWrites ownWrites;
    private final CacheConditions conditions;
    private final ApiServer apiServer;
    private final DefinitionWatch definitions;
    private final ReadThrottle readThrottle;
    private final long maxBodySize;
    private final WriteLimits writeLimits;
    private final Audit audit;
    private final Clock clock;
    private final Strip strip;

    /** {@code maxBodySize} is the limit of a request's body, in bytes; {@code strip} is what cached objects lack. */
    public HttpApi(
            ResourceCaches caches,
            OwnWrites ownWrites,
            CacheConditions conditions,
            ApiServer apiServer,
            DefinitionWatch definitions,
            ReadThrottle readThrottle,
            long maxBodySize,
            WriteLimits writeLimits,
            Audit audit,
            Clock clock,
            Strip strip) {
        this.caches = caches;
        this.ownWrites = ownWrites;
        this.conditions = conditions;
        this.apiServer = apiServer;
        this.definitions = definitions;
        this.readThrottle = readThrottle;
        this.maxBodySize = maxBodySize;
        this.writeLimits = writeLimits;
        this.audit = audit;
        this.clock = clock;
        this.strip = strip;
    }

    /** Opens the API on the server that listens on {@code port}, which must have been started. */
    public void addTo(CamelContext context, int port) {
        VertxPlatformHttpRouter router =
                VertxPlatformHttpRouter.lookup(context, VertxPlatformHttpRouter.getRouterNameFromPort(port));
        var streams = new OpenStreams(readThrottle.streams());
        var forward = new Forward(apiServer, readThrottle.limiter(), streams, strip);
        var keptAnswers = new KeptAnswers(apiServer, forward, definitions, clock);
        refuseWhatCannotBeDecoded(router);
        addTo(router, new Reads(caches, ownWrites, conditions, forward, keptAnswers, streams, router.vertx(), clock));
    }

    // Camel's router is below another one, which looks at each path before it hands it down.
    private void refuseWhatCannotBeDecoded(VertxPlatformHttpRouter router) {
        if (router.getServer().getServer().requestHandler() instanceof Router above) {
            above.errorHandler(
                    BAD_REQUEST, request -> refuse(request, StatusException.badRequest("the path cannot be decoded")));
        }
    }

    private void addTo(Router router, Reads reads) {
        router.route()
                .order(BEFORE_ALL_ROUTES)
                .handler(request -> before(request, reads))
                .failureHandler(this::failed);
        router.route().last().handler(this::unrouted);
    }

    private void before(RoutingContext context, Reads reads) {
        var request = new Request(context.request());
        String path = context.request().path();
        try {
            if (isInteractive(path)) {
                throw StatusException.notImplemented();
            }
            if (READS.contains(context.request().method()) && Reads.isMeant(context.normalizedPath())) {
                reads.answer(request);
            } else if (KeptAnswers.isMeant(path)) {
                // The routes of writes would take it for a path that leads nowhere.
                throw StatusException.methodNotAllowed();
            } else if (!request.isReadable()) {
                // A route would not get as far as to say so.
                throw StatusException.badRequest("the query is malformed");
            } else {
                if (KeptAnswers.isDefinition(path)) {
                    // Before the answer: whoever has it may ask at once.
                    context.addHeadersEndHandler(head -> reads.definitionsChanged());
                }
                admit(context, new Write(request));
            }
        } catch (StatusException refusal) {
            refuse(context, refusal);
        }
    }

    private void admit(RoutingContext context, Write write) {
        if (write.isForKubernetes() && writeLimits.areExceeded(write.caller(), write.isUrgent())) {
            // Reads that have come in with it go first.
            context.vertx().runOnContext(later -> {
                try {
                    refuse(context, write, Errors.TOO_MANY_WRITES, true);
                } catch (RuntimeException failure) {
                    // The router is no longer there to catch it, and the caller would wait for ever.
                    context.fail(failure);
                }
            });
        } else {
            context.next();
        }
    }

    private void refuse(RoutingContext context, StatusException refusal) {
        var request = new Request(context.request());
        refuse(context, new Write(request), Answer.of(refusal).in(Representation.ofStatus(request)), false);
    }

    private void refuse(RoutingContext request, Write write, Answer answer, boolean throttled) {
        audit.refused(write, answer.code(), throttled);
        Answers.send(request.response(), answer);
    }

    private static boolean isInteractive(String path) {
        return path.startsWith("/api/v1/namespaces/")
                && INTERACTIVE.contains(path.substring(path.lastIndexOf('/') + 1))
                && RequestPath.parse(path).subresource() != null;
    }

    private void failed(RoutingContext request) {
        if (request.statusCode() == PAYLOAD_TOO_LARGE && !request.response().headWritten()) {
            // What is left of the body is not read: the connection cannot be used again.
            request.response().putHeader("Connection", "close");
            refuse(request, StatusException.tooLarge(maxBodySize));
        } else {
            Answers.fail(request.response(), request.failure());
        }
    }

    private void unrouted(RoutingContext request) {
        refuse(request, isServed(request) ? StatusException.methodNotAllowed() : StatusException.noSuchResource());
    }

    private static boolean isServed(RoutingContext request) {
        try {
            return RequestPath.parse(request.request().path()) != null;
        } catch (StatusException e) {
            return false;
        }
    }
}

package dev.serai.http;

import dev.serai.kube.StatusException;
import dev.serai.limit.RequestLimits;
import dev.serai.rest.exchange.RequestCounters;
import dev.serai.rest.write.Audit;
import dev.serai.rest.write.WriteRequest;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.net.URI;
import java.util.Set;
import org.apache.camel.CamelContext;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpRouter;
import org.jspecify.annotations.Nullable;

/**
 * Refuses on the management port what a browser sends for a page of another origin, unless it only reads: otherwise any
 * page that a person visits could replay dead letters. It is told by {@code Sec-Fetch-Site}, which browsers send where
 * the connection can be trusted, else by {@code Origin}; whoever sends neither is no browser. Go's {@code
 * http.CrossOriginProtection} does the same.
 */
public final class SameOriginRequests {

    // Before the callers are looked at: a browser would send a client certificate by itself.
    private static final int BEFORE_ALL_ROUTES = -101;
    private static final Set<HttpMethod> SAFE = Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS);
    private static final Set<String> OWN = Set.of("same-origin", "none");

    private final RefusedRequests refused;

    private SameOriginRequests(RefusedRequests refused) {
        this.refused = refused;
    }

    /** Guards the server that listens on {@code port}, which must have been started. */
    public static void addTo(
            CamelContext context, int port, RequestLimits limits, Audit audit, RequestCounters counters) {
        VertxPlatformHttpRouter.lookup(context, VertxPlatformHttpRouter.getRouterNameFromPort(port))
                .route()
                .order(BEFORE_ALL_ROUTES)
                .handler(new SameOriginRequests(new RefusedRequests(limits, audit, counters))::handle);
    }

    private void handle(RoutingContext context) {
        HttpServerRequest request = context.request();
        if (SAFE.contains(request.method())
                || isOfSameOrigin(
                        request.getHeader("Sec-Fetch-Site"),
                        request.getHeader(HttpHeaders.ORIGIN),
                        request.getHeader(HttpHeaders.HOST))) {
            context.next();
        } else {
            refused.refuse(
                    context,
                    new WriteRequest(HttpApi.requestOf(context)),
                    StatusException.forbidden("", "", "", "a page of another origin may only read here"));
        }
    }

    /** Each header is null where it was not sent. */
    static boolean isOfSameOrigin(@Nullable String site, @Nullable String origin, @Nullable String host) {
        if (site != null) {
            return OWN.contains(site);
        }
        if (origin == null) {
            return true;
        }
        try {
            String authority = URI.create(origin).getRawAuthority();
            return authority != null && authority.equalsIgnoreCase(host);
        } catch (IllegalArgumentException malformed) {
            return false;
        }
    }
}

package dev.serai.http;

import dev.serai.security.CorsOrigins;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.CorsHandler;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.apache.camel.CamelContext;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpRouter;

/**
 * Lets scripts of certain pages read the answers, and write, from a browser (the CORS protocol of the Fetch standard). It
 * comes before all routes, so that it holds for refusals too, and a route need not know of it.
 */
public final class CrossOriginRequests {

    // Before CallerGate and HttpApi, which refuse: a preflight has no credentials.
    private static final int BEFORE_ALL_ROUTES = -102;
    private static final int PREFLIGHT_HOLDS_SECONDS = 600;
    private static final Set<HttpMethod> METHODS = Set.of(
            HttpMethod.GET, HttpMethod.HEAD, HttpMethod.POST, HttpMethod.PUT, HttpMethod.PATCH, HttpMethod.DELETE);
    // What the API reads; who is calling is not taken from Impersonate-*.
    private static final Set<String> REQUEST_HEADERS = Set.of(
            "Accept",
            "Authorization",
            "Cache-Control",
            "Content-Type",
            "Idempotency-Key",
            "If-Modified-Since",
            "If-None-Match",
            "Last-Event-ID");
    // What the answer holds beside the few headers that a script may read anyway.
    private static final Set<String> ANSWER_HEADERS =
            Set.of("Age", "Audit-Id", "Cache-Status", "Date", "ETag", "Location", "Retry-After", "Warning");

    private final CorsOrigins origins;
    private final CorsHandler cors;

    private CrossOriginRequests(CorsOrigins origins) {
        this.origins = origins;
        this.cors = CorsHandler.create()
                .addOrigins(List.copyOf(origins.listed()))
                .allowedMethods(METHODS)
                .allowedHeaders(REQUEST_HEADERS)
                .exposedHeaders(ANSWER_HEADERS)
                .allowCredentials(false)
                .maxAgeSeconds(PREFLIGHT_HOLDS_SECONDS);
    }

    /** Lets pages of {@code origins} use the server that listens on {@code port}, which must have been started. */
    public static void addTo(CamelContext context, int port, CorsOrigins origins) {
        if (!origins.isEmpty()) {
            VertxPlatformHttpRouter.lookup(context, VertxPlatformHttpRouter.getRouterNameFromPort(port))
                    .route()
                    .order(BEFORE_ALL_ROUTES)
                    .handler(new CrossOriginRequests(origins)::handle);
        }
    }

    private void handle(RoutingContext context) {
        if (!origins.isAny()) {
            MultiMap headers = context.response().headers();
            // An answer brings its own Vary.
            context.addHeadersEndHandler(head -> varyByOrigin(headers));
        }
        String origin = context.request().getHeader(HttpHeaders.ORIGIN);
        // A browser's preflight has no body; how another's ends is looked at later. To Vert.x an origin that is not
        // listed would be a reason to refuse; here it is the browser that keeps the answer from the page.
        if (origin == null
                || !origins.allows(origin)
                || context.request().headers().contains(HttpHeaders.TRANSFER_ENCODING)
                        && context.request().method() == HttpMethod.OPTIONS) {
            context.next();
        } else {
            cors.handle(context);
        }
    }

    private static void varyByOrigin(MultiMap headers) {
        String others = String.join(", ", headers.getAll(HttpHeaders.VARY));
        if (others.isEmpty()) {
            headers.set(HttpHeaders.VARY, "Origin");
        } else if (!List.of(others.toLowerCase(Locale.ROOT).split(" *, *")).contains("origin")) {
            headers.set(HttpHeaders.VARY, others + ", Origin");
        }
    }
}

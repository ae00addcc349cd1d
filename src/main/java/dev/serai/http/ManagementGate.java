package dev.serai.http;

import io.vertx.ext.web.RoutingContext;
import org.apache.camel.CamelContext;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpRouter;

/**
 * Lets on the management port only known callers in, as {@link CallerGate} does on the API port. Health answers anyone:
 * whoever asks for it, as a kubelet does, has no token.
 */
final class ManagementGate {

    private static final int BEFORE_ALL_ROUTES = -100;
    private static final String HEALTH = "/observe/health";

    private final CallerGate gate;
    private final RefusedRequests refused;

    private ManagementGate(CallerGate gate, RefusedRequests refused) {
        this.gate = gate;
        this.refused = refused;
    }

    /** Guards the server that listens on {@code port}, which must have been started. */
    static void addTo(CamelContext context, int port, CallerGate gate, RefusedRequests refused) {
        VertxPlatformHttpRouter.lookup(context, VertxPlatformHttpRouter.getRouterNameFromPort(port))
                .route()
                .order(BEFORE_ALL_ROUTES)
                .handler(new ManagementGate(gate, refused)::handle)
                .failureHandler(refused::failed);
    }

    private void handle(RoutingContext context) {
        // The path that routes are matched by.
        String path = context.normalizedPath();
        if (path.equals(HEALTH) || path.startsWith(HEALTH + "/")) {
            context.next();
        } else {
            gate.handle(context, refused, RoutingContext::next);
        }
    }
}

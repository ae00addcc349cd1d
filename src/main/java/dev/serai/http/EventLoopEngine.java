package dev.serai.http;

import org.apache.camel.Processor;
import org.apache.camel.component.platform.http.PlatformHttpEndpoint;
import org.apache.camel.component.platform.http.spi.PlatformHttpConsumer;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpEngine;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpRouter;

/**
 * Runs routes on the event loop, so that a route that waits or streams holds no thread. A route asks for it by {@code
 * platformHttpEngine=#eventLoop}; other routes run on the workers of Camel's own engine. No step of such a route may
 * block: {@link BlockedEventLoop} logs a route that does.
 */
public final class EventLoopEngine extends VertxPlatformHttpEngine {

    private final int port;
    private final BlockedEventLoop blocked;

    /** The engine for the server that listens on {@code port}. */
    public EventLoopEngine(int port, BlockedEventLoop blocked) {
        this.port = port;
        this.blocked = blocked;
    }

    @Override
    protected void doInit() {
        // Otherwise it would become the engine of all platform-http: routes.
    }

    @Override
    public int getServerPort() {
        return port;
    }

    /**
     * A consumer of requests without a body.
     *
     * @throws IllegalArgumentException if the route takes other methods than GET and HEAD
     */
    @Override
    public PlatformHttpConsumer createConsumer(PlatformHttpEndpoint endpoint, Processor processor) {
        return new EventLoopConsumer(endpoint, processor, this::router, blocked);
    }

    private VertxPlatformHttpRouter router() {
        String name = VertxPlatformHttpRouter.getRouterNameFromPort(port);
        VertxPlatformHttpRouter router = VertxPlatformHttpRouter.lookup(getCamelContext(), name);
        if (router == null) {
            throw new IllegalStateException(
                    "there is no HTTP server on port %d (camel.server.enabled)".formatted(port));
        }
        return router;
    }
}

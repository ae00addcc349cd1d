package dev.serai.http;

import org.apache.camel.component.platform.http.PlatformHttpComponent;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpEngine;

/** Lets a route answer on the management port. {@code platform-http:} answers on the API port only. */
public final class ManagementPort extends VertxPlatformHttpEngine {

    private final int port;

    private ManagementPort(int port) {
        this.port = port;
    }

    /** The component behind {@code management:}, with the options of {@code platform-http:}. */
    public static PlatformHttpComponent component(int port) {
        var component = new PlatformHttpComponent();
        component.setEngine(new ManagementPort(port));
        return component;
    }

    @Override
    protected void doInit() {
        // Otherwise it would become the engine of all platform-http: routes.
    }

    @Override
    public int getServerPort() {
        return port;
    }
}

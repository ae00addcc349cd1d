package dev.serai.http;

import dev.serai.http.connection.Connections;
import dev.serai.limit.ConnectionLimits;
import dev.serai.limit.RequestLimits;
import dev.serai.rest.write.Audit;
import dev.serai.security.tls.ServerTls;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.impl.HttpServerConnection;
import io.vertx.core.impl.VertxInternal;
import io.vertx.core.impl.VertxWrapper;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The Vert.x that makes Camel's HTTP servers. Camel hides their options, so Serai sets its own here. It also takes over
 * the requests that a server does not give to its router.
 */
public final class BoundedVertx extends VertxWrapper {

    // Netty's word for the first one that the caller offers.
    private static final List<String> ANY_SUBPROTOCOL = List.of("*");

    private final RequestLimits limits;
    private final ServerTls tls;
    private final ConnectionLimits connectionLimits;
    private final UnreadRequests unread;
    private final AtomicInteger servers = new AtomicInteger();

    /** Each server has {@code connections} of its own. {@code audit} hears of requests that cannot be read. */
    public BoundedVertx(
            VertxOptions options, RequestLimits limits, ConnectionLimits connections, ServerTls tls, Audit audit) {
        super((VertxInternal) Vertx.vertx(options));
        this.limits = limits;
        this.tls = tls;
        this.connectionLimits = connections;
        this.unread = new UnreadRequests(limits, connections.requestSeconds(), audit);
    }

    @Override
    public HttpServer createHttpServer(HttpServerOptions options) {
        servers.incrementAndGet();
        limits.applyTo(options);
        tls.applyTo(options);
        HttpServer server = new Connections(connectionLimits, unread::late)
                .server(delegate, options.setWebSocketSubProtocols(ANY_SUBPROTOCOL));
        return server.invalidRequestHandler(unread).connectionHandler(connection -> begin(server, connection));
    }

    private void begin(HttpServer server, HttpConnection connection) {
        Handler<HttpServerRequest> router = server.requestHandler();
        // Vert.x would answer unknown versions with 501 and no body.
        Connections.handle((HttpServerConnection) connection, request -> (request.version() == null ? unread : router)
                .handle(request));
    }

    /** Each server closes it when it stops. Only the last call has an effect. */
    @Override
    public void close(Handler<AsyncResult<Void>> completionHandler) {
        if (servers.decrementAndGet() <= 0) {
            super.close(completionHandler);
        } else {
            completionHandler.handle(Future.succeededFuture());
        }
    }
}

package dev.serai.http.connection;

import dev.serai.limit.ConnectionLimits;
import dev.serai.log.UnexpectedFailure;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.concurrent.EventExecutor;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.impl.HttpServerConnection;
import io.vertx.core.http.impl.HttpServerImpl;
import io.vertx.core.impl.VertxInternal;
import io.vertx.core.impl.VertxWrapper;
import io.vertx.core.spi.transport.Transport;
import java.net.InetSocketAddress;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The open connections of one server. One more than there may be is closed before the server hears of it, and costs it
 * nothing: no TLS, no bytes read; but an address that has fewer than another gets one of the other's places. Each
 * connection is looked at once a second.
 */
@Sharable
public final class Connections extends ChannelInboundHandlerAdapter {

    private static final Logger LOG = LoggerFactory.getLogger(Connections.class);
    private static final long LOG_NANOS = TimeUnit.MINUTES.toNanos(1);

    private final ConnectionLimits limits;
    private final Handler<HttpServerRequest> late;
    private final ConnectionsByAddress open;
    private final AtomicLong loggedAt = new AtomicLong(System.nanoTime() - LOG_NANOS);
    private final Map<EventExecutor, Seconds> byEventLoop = new ConcurrentHashMap<>();

    /** {@code late} answers a request whose body has not come in time, and ends it. */
    public Connections(ConnectionLimits limits, Handler<HttpServerRequest> late) {
        this.limits = limits;
        this.late = late;
        this.open = new ConnectionsByAddress(limits.connections());
    }

    /** A server that has these connections, and is not listening yet. */
    public HttpServer server(VertxInternal vertx, HttpServerOptions options) {
        var transport = new ConnectionTransport(vertx.transport(), this);
        return new HttpServerImpl(
                new VertxWrapper(vertx) {
                    @Override
                    public Transport transport() {
                        return transport;
                    }
                },
                options);
    }

    /** Gives each request of a connection to {@code handler}, as its turn comes. Call it when the connection begins. */
    public static void handle(HttpServerConnection connection, Handler<HttpServerRequest> handler) {
        OpenConnection.of(connection.channel()).handle(connection, handler);
    }

    /** Decides whether the server gets a connection that was accepted. */
    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        var channel = (Channel) message;
        var connection = new OpenConnection(this, channel, limits, late);
        Object address = address(channel);
        ConnectionsByAddress.Admission admission = open.admit(address, connection);
        if (!admission.isIn()) {
            channel.unsafe().closeForcibly();
            log();
            return;
        }
        OpenConnection place = admission.place();
        if (place != null) {
            place.giveWay();
            log();
        }
        channel.closeFuture().addListener(closed -> open.remove(address, connection));
        channel.pipeline().addLast(connection);
        context.fireChannelRead(message);
    }

    // It is unknown of a connection that was reset already; then it is closed soon.
    private static Object address(Channel channel) {
        return channel.remoteAddress() instanceof InetSocketAddress remote ? remote.getAddress() : "";
    }

    private void log() {
        long last = loggedAt.get();
        long now = System.nanoTime();
        if (now - last >= LOG_NANOS && loggedAt.compareAndSet(last, now)) {
            LOG.warn(
                    "a port has its {} connections (serai.limits.connections); of whoever has most of them, more are"
                            + " closed at once, and for others idle ones are closed",
                    limits.connections());
        }
    }

    /** Looks at a connection once a second until it is closed. Call it on the connection's event loop. */
    void watch(OpenConnection connection, Channel channel) {
        Seconds seconds = byEventLoop.computeIfAbsent(channel.eventLoop(), Seconds::new);
        seconds.begin(connection);
        channel.closeFuture().addListener(closed -> seconds.connections.remove(connection));
    }

    /** The connections of one event loop, which alone uses this. */
    private static final class Seconds {
        private final EventExecutor eventLoop;
        private final Set<OpenConnection> connections = new LinkedHashSet<>();
        private boolean running;

        Seconds(EventExecutor eventLoop) {
            this.eventLoop = eventLoop;
        }

        void begin(OpenConnection connection) {
            connections.add(connection);
            if (!running) {
                running = true;
                next();
            }
        }

        // A second begins when the last one is over: after a pause of the JVM, what has come meanwhile is read first.
        private void next() {
            eventLoop.schedule(this::look, 1, TimeUnit.SECONDS);
        }

        private void look() {
            for (OpenConnection connection : List.copyOf(connections)) {
                try {
                    connection.second();
                } catch (RuntimeException failure) {
                    UnexpectedFailure.log(LOG, failure, "a connection could not be looked at, and is closed");
                    connection.cut();
                }
            }
            running = !connections.isEmpty();
            if (running) {
                next();
            }
        }
    }
}

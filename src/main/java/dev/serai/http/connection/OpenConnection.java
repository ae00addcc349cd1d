package dev.serai.http.connection;

import dev.serai.limit.ConnectionLimits;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.util.AttributeKey;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.impl.Http1xServerConnection;
import io.vertx.core.http.impl.HttpServerConnection;
import io.vertx.core.impl.ContextInternal;
import org.jspecify.annotations.Nullable;

/**
 * One connection, from the first byte, before TLS and HTTP: what comes and what does not. It counts seconds instead of
 * reading a clock, so that time in which Serai itself did nothing counts against nobody. Only its event loop uses it.
 */
final class OpenConnection extends ChannelInboundHandlerAdapter {

    private static final AttributeKey<OpenConnection> KEY = AttributeKey.valueOf(OpenConnection.class, "connection");
    // In which a caller who is too slow can read why.
    private static final int LAST_SECONDS = 2;

    private final Connections connections;
    private final ConnectionLimits limits;
    private final Handler<HttpServerRequest> late;

    private final Channel channel;
    private @Nullable ContextInternal context;
    // Null until the first bytes tell which.
    private @Nullable Requests requests;
    // Bytes have come of a request that is not all there.
    private boolean arriving;
    private boolean heard;
    private int arrivingSeconds;
    private int idleSeconds;
    private int stuckSeconds;
    private int lastSeconds;
    private @Nullable Object unsent;
    private long unsentProgress;
    private volatile int idleness = ConnectionLimits.MOST_SECONDS;

    OpenConnection(Connections connections, Channel channel, ConnectionLimits limits, Handler<HttpServerRequest> late) {
        this.connections = connections;
        this.channel = channel;
        this.limits = limits;
        this.late = late;
    }

    static OpenConnection of(Channel channel) {
        return channel.attr(KEY).get();
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        channel.attr(KEY).set(this);
        connections.watch(this, channel);
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        heard = true;
        if (!(requests instanceof Http2Requests)) {
            arriving = true;
            idleSeconds = 0;
        }
        context.fireChannelRead(message);
    }

    /** The connection's protocol is known. */
    void handle(HttpServerConnection connection, Handler<HttpServerRequest> handler) {
        // What came before was TLS, or comes again as a request.
        arriving = false;
        if (connection instanceof Http1xServerConnection) {
            requests = new Http1Requests(this, connection, handler);
        } else {
            requests = new Http2Requests(this, connection, handler, limits.requestSeconds());
        }
        context = connection.getContext();
    }

    /** A request has begun. */
    void requestBegan() {
        arriving = true;
        idleSeconds = 0;
        // Others need to know it at once, but a write costs more than a look.
        if (idleness != 0) {
            idleness = 0;
        }
    }

    /** A request is all there. */
    void requestArrived() {
        arriving = false;
        arrivingSeconds = 0;
    }

    /** A second has passed. */
    void second() {
        if (lastSeconds > 0) {
            if (++lastSeconds > LAST_SECONDS) {
                cut();
            }
        } else if (isStuck()) {
            cut();
        } else {
            secondOfRequests();
        }
        heard = false;
        idleness = idleSeconds > 0 ? ConnectionLimits.MOST_SECONDS + idleSeconds : stuckSeconds + arrivingSeconds;
    }

    /**
     * How little would be lost with this connection: most where no request is under way, and the more the longer; less
     * where a caller is slow; nothing is least. Any thread may ask.
     */
    int idleness() {
        return idleness;
    }

    /** Makes room for another connection. Any thread may call it. */
    void giveWay() {
        channel.eventLoop().execute(this::cut);
    }

    // Whether the caller has taken nothing of what waits for it for too long. Nothing else would ever end it.
    private boolean isStuck() {
        ChannelOutboundBuffer waiting = channel.unsafe().outboundBuffer();
        Object first = waiting == null ? null : waiting.current();
        long progress = first == null ? 0 : waiting.currentProgress();
        boolean unchanged = first != null && first == unsent && progress == unsentProgress;
        unsent = first;
        unsentProgress = progress;
        boolean stuck = unchanged || !heard && requests != null && requests.areHeldBack();
        stuckSeconds = stuck ? stuckSeconds + 1 : 0;
        return stuckSeconds > limits.idleSeconds();
    }

    private void secondOfRequests() {
        if (requests != null) {
            requests.second();
        }
        if (!arriving || requests != null && !requests.isCallersTurn()) {
            arrivingSeconds = 0;
        } else if (++arrivingSeconds > limits.requestSeconds()) {
            refuseLate();
            return;
        }
        if (arriving || requests != null && requests.areUnderWay()) {
            idleSeconds = 0;
        } else if (++idleSeconds > limits.idleSeconds()) {
            close();
        }
    }

    private void refuseLate() {
        HttpServerRequest request = requests == null ? null : requests.unanswered();
        if (requests == null || request == null) {
            close();
        } else {
            requests.discard();
            lastSeconds = 1;
            answerLate(request);
        }
    }

    /** Answers a request that does not arrive in time, and ends it. */
    void answerLate(HttpServerRequest request) {
        if (context != null) {
            context.emit(request, late);
        }
    }

    // As the protocol wants it.
    private void close() {
        lastSeconds = 1;
        channel.close();
    }

    /** Closes without a word. */
    void cut() {
        channel.unsafe().close(channel.newPromise());
    }
}

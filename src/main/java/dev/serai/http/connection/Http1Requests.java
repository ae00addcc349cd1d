package dev.serai.http.connection;

import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import io.vertx.core.Context;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.impl.HttpServerConnection;
import org.jspecify.annotations.Nullable;

/**
 * The requests of a connection with HTTP/1, one after the other. It stands between the codec and the server, and sees
 * where each request and each answer begins and ends.
 */
final class Http1Requests extends ChannelDuplexHandler implements Requests {

    // The server reads on while it answers, and remembers each request that it reads.
    private static final int MOST_WAITING = 100;
    private static final int SWITCHING = 101;

    private final OpenConnection connection;
    private final Channel channel;
    private int unanswered;
    private boolean arriving;
    private boolean isWebSocket;
    private boolean paused;
    private boolean discarding;
    private @Nullable HttpServerRequest current;
    private @Nullable Runnable next;

    /** Gives each request to {@code handler}, as its turn comes. */
    Http1Requests(OpenConnection connection, HttpServerConnection server, Handler<HttpServerRequest> handler) {
        this.connection = connection;
        this.channel = server.channel();
        server.handler(request -> take(request, handler));
        ChannelHandlerContext context = server.channelHandlerContext();
        context.pipeline().addBefore(context.name(), "serai-requests", this);
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (discarding) {
            ReferenceCountUtil.release(message);
            return;
        }
        if (message instanceof HttpRequest) {
            unanswered++;
            arriving = true;
            connection.requestBegan();
            if (unanswered > MOST_WAITING) {
                paused = true;
                channel.config().setAutoRead(false);
            }
        }
        if (message instanceof LastHttpContent) {
            arriving = false;
            connection.requestArrived();
        }
        context.fireChannelRead(message);
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
        boolean isEnd = message instanceof LastHttpContent;
        if (message instanceof HttpResponse response) {
            isWebSocket |= response.status().code() == SWITCHING;
            isEnd &= response.status().codeClass() != HttpStatusClass.INFORMATIONAL;
        }
        context.write(message, promise);
        if (isEnd && unanswered > 0) {
            unanswered--;
            if (paused && unanswered < MOST_WAITING) {
                paused = false;
                channel.config().setAutoRead(true);
            }
        }
    }

    // What a caller does not read must not be followed by more, for whoever asks without reading.
    private void take(HttpServerRequest request, Handler<HttpServerRequest> handler) {
        current = request;
        if (channel.isWritable()) {
            handler.handle(request);
            return;
        }
        request.pause();
        Context context = Vertx.currentContext();
        next = () -> context.runOnContext(now -> {
            request.resume();
            handler.handle(request);
        });
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        Runnable waiting = next;
        if (waiting != null && channel.isWritable()) {
            next = null;
            waiting.run();
        }
        context.fireChannelWritabilityChanged();
    }

    // Else what comes after all would be carried out, although its caller was told otherwise.
    @Override
    public void discard() {
        discarding = true;
    }

    @Override
    public boolean areUnderWay() {
        return isWebSocket || unanswered > 0;
    }

    @Override
    public boolean areHeldBack() {
        return false;
    }

    // A request behind others is not waited for, nor is one that Serai itself does not read just now.
    @Override
    public boolean isCallersTurn() {
        return !isWebSocket
                && unanswered <= (arriving ? 1 : 0)
                && channel.config().isAutoRead();
    }

    @Override
    public @Nullable HttpServerRequest unanswered() {
        return arriving
                        && current != null
                        && !current.response().headWritten()
                        && !current.response().ended()
                ? current
                : null;
    }
}

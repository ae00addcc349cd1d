package dev.serai.http.connection;

import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Stream;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.impl.HttpServerConnection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The requests of a connection with HTTP/2, which go on side by side: a proxy may send those of many callers over one
 * connection. So a request that comes too slowly ends alone.
 */
final class Http2Requests implements Requests {

    private static final Set<HttpMethod> WITHOUT_BODY = Set.of(HttpMethod.GET, HttpMethod.HEAD);

    private final OpenConnection connection;
    private final int requestSeconds;
    private final ChannelHandlerContext context;
    private final Http2ConnectionHandler server;
    private final Http2Connection streams;
    private final Http2Connection.PropertyKey seconds;
    // By the numbers of their streams; those that are expected to have a body.
    private final Map<Integer, HttpServerRequest> arriving = new HashMap<>();

    /** Gives each request to {@code handler}, and lets it arrive within {@code requestSeconds}. */
    Http2Requests(
            OpenConnection connection,
            HttpServerConnection accepted,
            Handler<HttpServerRequest> handler,
            int requestSeconds) {
        this.connection = connection;
        this.requestSeconds = requestSeconds;
        this.context = accepted.channelHandlerContext();
        this.server = (Http2ConnectionHandler) context.handler();
        this.streams = server.connection();
        this.seconds = streams.newKey();
        accepted.handler(request -> {
            connection.requestBegan();
            connection.requestArrived();
            if (!WITHOUT_BODY.contains(request.method())) {
                arriving.put(request.response().streamId(), request);
            }
            handler.handle(request);
        });
    }

    @Override
    public boolean areUnderWay() {
        return streams.numActiveStreams() > 0;
    }

    @Override
    public boolean areHeldBack() {
        try {
            return streams.forEachActiveStream(
                            stream -> !streams.remote().flowController().hasFlowControlled(stream))
                    != null;
        } catch (Http2Exception failure) {
            throw new IllegalStateException(failure);
        }
    }

    // Each request has its own time, below.
    @Override
    public boolean isCallersTurn() {
        return false;
    }

    @Override
    public @Nullable HttpServerRequest unanswered() {
        return null;
    }

    @Override
    public void second() {
        arriving.keySet().removeIf(stream -> !isArriving(streams.stream(stream)));
        try {
            streams.forEachActiveStream(stream -> {
                if (isArriving(stream)) {
                    second(stream);
                }
                return true;
            });
        } catch (Http2Exception failure) {
            throw new IllegalStateException(failure);
        }
    }

    private static boolean isArriving(@Nullable Http2Stream stream) {
        return stream != null
                && (stream.state() == Http2Stream.State.OPEN || stream.state() == Http2Stream.State.HALF_CLOSED_LOCAL);
    }

    private void second(Http2Stream stream) {
        if (streams.local().flowController().unconsumedBytes(stream) > 0) {
            // Serai itself does not read it just now.
            return;
        }
        Integer before = stream.getProperty(seconds);
        int passed = before == null ? 1 : before + 1;
        stream.setProperty(seconds, passed);
        if (passed > requestSeconds) {
            end(stream);
        }
    }

    private void end(Http2Stream stream) {
        HttpServerRequest request = arriving.remove(stream.id());
        if (request == null
                || request.response().headWritten()
                || request.response().ended()) {
            server.resetStream(context, stream.id(), Http2Error.CANCEL.code(), context.newPromise());
            context.flush();
        } else {
            connection.answerLate(request);
        }
    }
}

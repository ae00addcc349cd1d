package dev.serai.http;

import dev.serai.kube.StatusException;
import dev.serai.limit.RequestLimits;
import dev.serai.rest.wire.Answer;
import dev.serai.rest.wire.Representation;
import dev.serai.rest.wire.Request;
import dev.serai.rest.write.Audit;
import dev.serai.rest.write.WriteRequest;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.PrematureChannelClosureException;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.net.impl.ConnectionBase;
import java.util.List;

/**
 * Answers requests that the HTTP server cannot read. Then it ends the connection, because nobody knows where the next
 * request begins.
 */
final class UnreadRequests implements Handler<HttpServerRequest> {

    // If a connection is closed while its caller still sends, it is reset and the answer is lost. Go's server waits as
    // long.
    private static final long LINGER_MILLIS = 500;
    // The code of HTTP/2 for a stream that ends without an error (RFC 9113, section 7).
    private static final long NO_ERROR = 0;
    // Netty's name for a request whose first line it cannot read.
    private static final String NO_URI = "/bad-request";

    private final RequestLimits limits;
    private final int requestSeconds;
    private final Audit audit;

    /** A request may take {@code requestSeconds} to arrive. */
    UnreadRequests(RequestLimits limits, int requestSeconds, Audit audit) {
        this.limits = limits;
        this.requestSeconds = requestSeconds;
        this.audit = audit;
    }

    /** Answers a request that has begun and does not arrive in time. */
    void late(HttpServerRequest http) {
        var request = new Request(http);
        Answer answer =
                Answer.of(StatusException.requestTimeout(requestSeconds)).in(Representation.ofStatus(request));
        try {
            audit.refused(new WriteRequest(request), answer.code(), false);
        } finally {
            if (http.response().streamId() < 0) {
                send(http, answer);
            } else {
                // Other requests go on over the same connection.
                head(http.response(), answer).end(answer.body()).onComplete(sent -> http.response()
                        .reset(NO_ERROR));
            }
        }
    }

    @Override
    public void handle(HttpServerRequest http) {
        Throwable cause = http.decoderResult().cause();
        if (cause instanceof PrematureChannelClosureException) {
            return;
        }
        var request = new Request(http);
        Answer answer = Answer.of(refusal(http, cause)).in(Representation.ofStatus(request));
        try {
            audit.unread(new WriteRequest(request), answer.code());
        } finally {
            send(http, answer);
        }
    }

    private static void send(HttpServerRequest http, Answer answer) {
        if (http.version() == null && http.connection() instanceof ConnectionBase connection) {
            sendAsHttp1(connection, answer);
            return;
        }
        head(http.response(), answer)
                .putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE)
                .write(answer.body());
        Vertx.currentContext().owner().setTimer(LINGER_MILLIS, now -> end(http));
    }

    private static HttpServerResponse head(HttpServerResponse response, Answer answer) {
        response.setStatusCode(answer.code());
        answer.headers().forEach((name, value) -> response.putHeader(name, value.toString()));
        return response.putHeader(
                HttpHeaders.CONTENT_LENGTH, Integer.toString(answer.body().length()));
    }

    // Otherwise the response would begin with the unknown version.
    private static void sendAsHttp1(ConnectionBase connection, Answer answer) {
        var response = new DefaultFullHttpResponse(
                HttpVersion.HTTP_1_1,
                HttpResponseStatus.valueOf(answer.code()),
                Unpooled.wrappedBuffer(answer.body().getBytes()));
        answer.headers().forEach((name, value) -> response.headers().set(name, value.toString()));
        response.headers()
                .set(HttpHeaders.CONNECTION, HttpHeaders.CLOSE)
                .set(HttpHeaders.CONTENT_LENGTH, answer.body().length());
        connection.channelHandlerContext().writeAndFlush(response);
        Vertx.currentContext().owner().setTimer(LINGER_MILLIS, now -> connection.close());
    }

    private static void end(HttpServerRequest http) {
        if (!http.response().closed()) {
            if (!http.response().ended()) {
                http.response().end();
            }
            http.connection().close();
        }
    }

    private StatusException refusal(HttpServerRequest http, Throwable cause) {
        if (cause == null) {
            return StatusException.unsupportedVersion();
        }
        if (cause instanceof TooLongHttpLineException) {
            return StatusException.uriTooLong(limits.urlBytes());
        }
        if (cause instanceof TooLongHttpHeaderException) {
            return StatusException.headersTooLarge(limits.headerBytes());
        }
        return StatusException.badRequest(reason(http));
    }

    // In Serai's own words, because Netty's text may repeat what was sent.
    private static String reason(HttpServerRequest http) {
        if (http.uri().equals(NO_URI)) {
            return "the request line is malformed";
        }
        List<String> lengths = http.headers().getAll(HttpHeaders.CONTENT_LENGTH);
        if (http.headers().contains(HttpHeaders.TRANSFER_ENCODING)) {
            return lengths.isEmpty()
                    ? "the header Transfer-Encoding is malformed, or not one of HTTP/1.1"
                    : "the headers Content-Length and Transfer-Encoding exclude each other";
        }
        boolean isNumber =
                lengths.isEmpty() || (lengths.size() == 1 && lengths.get(0).matches("[0-9]{1,18}"));
        return isNumber ? "a header line is malformed" : "the header Content-Length is not one number";
    }
}

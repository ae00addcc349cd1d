package dev.serai.http;

import dev.serai.kube.StatusException;
import dev.serai.limit.RequestLimits;
import dev.serai.rest.exchange.RequestCounters;
import dev.serai.rest.wire.Answer;
import dev.serai.rest.wire.Answers;
import dev.serai.rest.wire.Representation;
import dev.serai.rest.wire.Request;
import dev.serai.rest.write.Audit;
import dev.serai.rest.write.WriteRequest;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.StreamResetException;
import io.vertx.core.net.impl.ConnectionBase;
import io.vertx.ext.web.RoutingContext;

/** Refuses requests with a Status and an audit line. Vert.x would answer them with HTML or with nothing. */
final class RefusedRequests {

    private static final int OK = 200;
    private static final int BAD_REQUEST = 400;
    private static final int NOT_FOUND = 404;
    private static final int PAYLOAD_TOO_LARGE = 413;
    private static final int EXPECTATION_FAILED = 417;

    private final RequestLimits requestLimits;
    private final Audit audit;
    private final RequestCounters counters;

    RefusedRequests(RequestLimits requestLimits, Audit audit, RequestCounters counters) {
        this.counters = counters;
        this.requestLimits = requestLimits;
        this.audit = audit;
    }

    /** Answers a request that no handler has seen. It was refused for its request line or its headers. */
    void unread(RoutingContext context) {
        WriteRequest write = WriteRequest.of(context.request());
        StatusException refusal = whyUnread(context, write.request());
        Answer answer = Answer.of(refusal).in(Representation.ofStatus(write.request()));
        audit.unread(write, answer.code());
        counters.count(answer.code());
        answer.sendTo(context.response());
    }

    private StatusException whyUnread(RoutingContext context, Request request) {
        try {
            requestLimits.check(context.request());
            request.target();
        } catch (StatusException refusal) {
            return refusal;
        }
        if (context.statusCode() == BAD_REQUEST) {
            return StatusException.badRequest("the header Host is missing or malformed");
        }
        return StatusException.noSuchResource();
    }

    /** Answers with a refusal. */
    void refuse(RoutingContext context, WriteRequest write, StatusException refusal) {
        refuse(context, write, Answer.of(refusal).in(Representation.ofStatus(write.request())), false);
    }

    /** Answers with a refusal. {@code throttled} tells the audit that a limit was the reason. */
    void refuse(RoutingContext request, WriteRequest write, Answer answer, boolean throttled) {
        audit.refused(write, answer.code(), throttled);
        counters.count(answer.code());
        answer.sendTo(request.response());
    }

    /** Answers a request that has failed in the router. */
    void failed(RoutingContext context) {
        HttpServerResponse response = context.response();
        int code = context.statusCode();
        if (context.failure() instanceof HttpClosedException || context.failure() instanceof StreamResetException) {
            // The caller has gone, or wants no answer to this any more.
            return;
        }
        if (response.headWritten()) {
            Answers.fail(response, context.failure());
        } else if (code == PAYLOAD_TOO_LARGE) {
            refuseWithBody(context, StatusException.tooLarge(requestLimits.bodyBytes()));
        } else if (code == EXPECTATION_FAILED) {
            refuseWithBody(context, StatusException.expectationFailed());
        } else if (code == NOT_FOUND || (code == BAD_REQUEST && isForeign(context.request()))) {
            // The upper router did it, before any handler.
            unread(context);
        } else if (code == BAD_REQUEST || code == OK) {
            // Vert.x has two codes for a body that cannot be read, and one of them is 200.
            refuseWithBody(context, StatusException.badRequest("the chunks of the body are malformed"));
        } else {
            Answers.fail(response, context.failure());
        }
    }

    private static boolean isForeign(HttpServerRequest request) {
        return request.authority() == null || !request.path().startsWith("/");
    }

    // The rest of the body is not read, so an HTTP/1 connection cannot be used again. One of HTTP/2 can, and its
    // answers
    // must not speak of connections (RFC 9113, section 8.2.2).
    private void refuseWithBody(RoutingContext context, StatusException refusal) {
        if (context.request().version() != HttpVersion.HTTP_2) {
            context.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
        }
        refuse(context, WriteRequest.of(context.request()), refusal);
        if (context.request().connection() instanceof ConnectionBase connection) {
            // The connection may be closed next, for instance after a malformed chunk.
            connection.channelHandlerContext().flush();
        }
    }
}

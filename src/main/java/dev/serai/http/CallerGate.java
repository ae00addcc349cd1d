package dev.serai.http;

import dev.serai.kube.Caller;
import dev.serai.kube.StatusException;
import dev.serai.log.UnexpectedFailure;
import dev.serai.rest.watch.WebSockets;
import dev.serai.rest.wire.Request;
import dev.serai.rest.write.WriteRequest;
import dev.serai.security.Authenticator;
import dev.serai.security.CallerAccess;
import dev.serai.security.review.Authorizer;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets only known callers in, and only to what they may have. It comes before all routes, so that it holds for a team's
 * routes too.
 */
public final class CallerGate {

    private static final Logger LOG = LoggerFactory.getLogger(CallerGate.class);
    private static final int UNAUTHORIZED = 401;
    private static final String SCHEME = "Bearer";

    private final Authenticator authenticator;
    private final Authorizer authorizer;
    private final boolean impersonates;
    private final Duration askedAgain;

    private record Admission(CallerAccess access, boolean isEndless) {}

    /**
     * {@code impersonates} says whether the API server is asked in the callers' name; {@code askedAgain} is how long an
     * answer may last before its right is looked at again.
     */
    public CallerGate(Authenticator authenticator, Authorizer authorizer, boolean impersonates, Duration askedAgain) {
        this.authenticator = authenticator;
        this.authorizer = authorizer;
        this.impersonates = impersonates;
        this.askedAgain = askedAgain;
    }

    /** Goes on with {@code next}, now or later, or refuses. */
    void handle(RoutingContext context, RefusedRequests refused, Handler<RoutingContext> next) {
        Request request = HttpApi.requestOf(context);
        Future<Admission> admitted = admit(request);
        if (admitted.isComplete()) {
            go(context, request, admitted, refused, next);
            return;
        }
        HttpServerRequest http = context.request();
        http.pause();
        Context eventLoop = Vertx.currentContext();
        if (WebSockets.areWanted(request)) {
            // A request that was read to its end cannot become a web socket.
            context.addEndHandler(ended -> http.resume());
        }
        admitted.onComplete(done -> eventLoop.runOnContext(now -> {
            if (!WebSockets.areWanted(request)) {
                http.resume();
            }
            if (!http.response().closed()) {
                try {
                    go(context, request, admitted, refused, next);
                } catch (RuntimeException failure) {
                    // The router no longer catches it, and the caller would wait for ever.
                    context.fail(failure);
                }
            }
        }));
    }

    private Future<Admission> admit(Request request) {
        try {
            Future<Optional<Caller>> caller = authenticator.authenticate(request.http());
            // Mostly all is known.
            return caller.succeeded()
                    ? admit(request, caller.result())
                    : caller.compose(known -> admit(request, known));
        } catch (RuntimeException refusal) {
            return Future.failedFuture(refusal);
        }
    }

    private Future<Admission> admit(Request request, Optional<Caller> caller) {
        if (caller.isEmpty()) {
            return Future.failedFuture(StatusException.unauthorized());
        }
        Future<Authorizer.Decision> decided =
                authorizer.decide(caller.get(), request.http(), request.rawPath(), request::parameter);
        return decided.succeeded()
                ? Future.succeededFuture(admission(request, decided.result()))
                : decided.map(may -> admission(request, may));
    }

    private Admission admission(Request request, Authorizer.Decision may) {
        return new Admission(
                new CallerAccess(request.http(), may.caller(), impersonates, may.scope()), may.isEndless());
    }

    private void go(
            RoutingContext context,
            Request request,
            Future<Admission> admitted,
            RefusedRequests refused,
            Handler<RoutingContext> next) {
        if (admitted.failed()) {
            StatusException refusal = refusal(admitted.cause());
            if (refusal.status().getCode() == UNAUTHORIZED) {
                context.response().putHeader(HttpHeaderNames.WWW_AUTHENTICATE, SCHEME);
            }
            refused.refuse(context, new WriteRequest(request), refusal);
            return;
        }
        CallerAccess access = admitted.result().access();
        access.keep();
        if (admitted.result().isEndless()) {
            lookAgain(context, request, access);
        }
        next.handle(context);
    }

    private void lookAgain(RoutingContext context, Request request, CallerAccess access) {
        HttpServerResponse response = context.response();
        Context eventLoop = Objects.requireNonNull(Vertx.currentContext());
        context.vertx().setPeriodic(askedAgain.toMillis(), timer -> {
            if (response.closed() || response.ended()) {
                context.vertx().cancelTimer(timer);
                return;
            }
            admit(request)
                    .onComplete(done -> eventLoop.runOnContext(now -> {
                        if (done.succeeded()) {
                            access.become(done.result().access());
                        } else {
                            context.vertx().cancelTimer(timer);
                            access.withdraw(refusal(done.cause()));
                        }
                    }));
        });
    }

    private static StatusException refusal(Throwable failure) {
        if (failure instanceof StatusException refusal) {
            return refusal;
        }
        UnexpectedFailure.log(LOG, failure, "a caller could not be let in");
        return StatusException.internalError();
    }
}

package dev.serai.rest.write;

import dev.serai.cluster.ApiServerRefusal;
import dev.serai.kube.StatusException;
import dev.serai.log.UnexpectedFailure;
import dev.serai.rest.wire.Answer;
import dev.serai.rest.wire.Representation;
import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import org.apache.camel.Exchange;
import org.apache.camel.processor.ThrottlerRejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Turns a route's failure into a {@code Status} that a Kubernetes client understands. */
public final class Errors {

    private static final Logger LOG = LoggerFactory.getLogger(Errors.class);
    // The throttle counts by the second, so there is room again after one.
    private static final int THROTTLE_SECONDS = 1;
    /** The answer to a write over a limit. It is made once, since most of them come when there is least time. */
    public static final Answer TOO_MANY_WRITES = Answer.of(StatusException.tooManyRequests(THROTTLE_SECONDS));
    // After this time the breaker lets some writes through again.
    private static final int BREAKER_SECONDS = 1;
    private static final Answer NOT_SENT = Answer.of(StatusException.unavailable(
            "the API server has not been answering; nothing was sent to it", BREAKER_SECONDS));

    /** Over the throttle: 429. */
    public void tooManyRequests(Exchange exchange) {
        Audit.throttled(exchange);
        send(exchange, TOO_MANY_WRITES);
    }

    /** While the circuit breaker is open: 503; nothing was sent. */
    public void unavailable(Exchange exchange) {
        send(exchange, NOT_SENT);
    }

    /** Anything else: the API server's own answer, the thrown Status, or a 500 that tells the caller nothing. */
    public void answer(Exchange exchange) {
        var failure = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class);
        Answer answer = answerTo(failure, exchange.getFromRouteId());
        if (failure instanceof ApiServerRefusal) {
            answer.writeTo(exchange);
        } else {
            send(exchange, answer);
        }
    }

    /** The answer to what a step of {@code route} has thrown. What nobody foresaw is logged. */
    public static Answer answerTo(Exception failure, @Nullable String route) {
        if (failure instanceof ApiServerRefusal refusal) {
            return Answer.of(refusal.answer());
        }
        if (failure instanceof StatusException refusal) {
            return Answer.of(refusal);
        }
        if (failure instanceof ThrottlerRejectedExecutionException) {
            return TOO_MANY_WRITES;
        }
        if (failure instanceof CallNotPermittedException) {
            return NOT_SENT;
        }
        UnexpectedFailure.log(LOG, failure, "{} failed", route);
        return Answer.of(StatusException.internalError());
    }

    /** Answers a write with a Status in the requested form. */
    static void refuse(Exchange exchange, StatusException refusal) {
        send(exchange, Answer.of(refusal));
    }

    private static void send(Exchange exchange, Answer status) {
        // It may have failed before anything was known of it.
        Answer answer = WriteRequest.isIn(exchange)
                ? status.in(Representation.ofStatus(WriteRequest.of(exchange).request()))
                : status;
        answer.writeTo(exchange);
    }
}

package dev.serai.rest.write;

import dev.serai.cluster.ApiServerRefusal;
import dev.serai.kube.StatusException;
import dev.serai.log.LoggedCause;
import dev.serai.rest.wire.Answer;
import dev.serai.rest.wire.Representation;
import org.apache.camel.Exchange;
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

    /** Over the throttle: 429. */
    public void tooManyRequests(Exchange exchange) {
        Audit.throttled(exchange);
        send(exchange, TOO_MANY_WRITES);
    }

    /** While the circuit breaker is open: 503; nothing was sent. */
    public void unavailable(Exchange exchange) {
        refuse(
                exchange,
                StatusException.unavailable(
                        "the API server has not been answering; nothing was sent to it", BREAKER_SECONDS));
    }

    /** Anything else: the API server's own answer, the thrown Status, or a 500 that tells the caller nothing. */
    public void answer(Exchange exchange) {
        var failure = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class);
        if (failure instanceof ApiServerRefusal refusal) {
            Answer.of(refusal.answer()).writeTo(exchange);
        } else if (failure instanceof StatusException refusal) {
            refuse(exchange, refusal);
        } else {
            LOG.error("{} failed: {}", exchange.getFromRouteId(), LoggedCause.trace(failure));
            LOG.debug("{} failed: {}", exchange.getFromRouteId(), LoggedCause.of(failure));
            refuse(exchange, StatusException.internalError());
        }
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

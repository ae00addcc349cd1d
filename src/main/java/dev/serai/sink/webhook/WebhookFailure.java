package dev.serai.sink.webhook;

import dev.serai.sink.deadletter.UnsendableException;
import dev.serai.sink.http.WebhookSlowException;
import java.net.ConnectException;
import java.net.http.HttpTimeoutException;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;

/**
 * The result of a request that did not succeed.
 *
 * @param fault whose fault it is
 * @param answered whether there was an answer at all
 * @param reason in words, without a URL or anything else that may be secret
 * @param retryAfter how long the receiver wants to be left alone
 */
record WebhookFailure(Fault fault, boolean answered, String reason, Optional<Duration> retryAfter) {

    /** Whose fault a failed request is, as far as its answer tells. */
    enum Fault {
        /** The receiver's: it is not well and would take no other event either: no answer, 5xx, 429. */
        RECEIVER,
        /** The receiver's: it wants no more events: 410. */
        GONE,
        /** Unclear: a redirect, or a refusal that a change at the receiver may end. */
        UNKNOWN,
        /** The event's, as the receiver says; that may be wrong while the receiver is being changed: 400, 422. */
        EVENT,
        /** The event's for ever: it is too large, or cannot be sent. */
        EVENT_FOR_EVER,
        /** Nobody's: it was given up early for the sake of others. */
        NONE
    }

    private static final int BAD_REQUEST = 400;
    private static final int GONE = 410;
    private static final int TOO_LARGE = 413;
    private static final int UNPROCESSABLE = 422;
    private static final int TOO_MANY_REQUESTS = 429;
    private static final int SERVER_ERROR = 500;
    private static final int UNAVAILABLE = 503;

    static WebhookFailure of(Throwable thrown, Clock clock) {
        Throwable failure =
                thrown instanceof ExecutionException && thrown.getCause() != null ? thrown.getCause() : thrown;
        if (failure instanceof WebhookStatusException answered) {
            int status = answered.status();
            boolean throttled = status == TOO_MANY_REQUESTS || status == UNAVAILABLE;
            return new WebhookFailure(
                    fault(status),
                    true,
                    "answered " + status,
                    throttled ? RetryAfter.parse(answered.retryAfter(), clock) : Optional.empty());
        }
        if (failure instanceof OriginNotAllowedException) {
            return new WebhookFailure(Fault.UNKNOWN, true, "has not agreed to be sent events", Optional.empty());
        }
        if (failure instanceof UnsendableException) {
            return because(Fault.EVENT_FOR_EVER, "cannot be sent the event, which " + failure.getMessage());
        }
        if (failure instanceof WebhookSlowException slow) {
            return because(slow.isOver() ? Fault.RECEIVER : Fault.NONE, String.valueOf(slow.getMessage()));
        }
        if (failure instanceof HttpTimeoutException) {
            return because(
                    Fault.RECEIVER, String.valueOf(WebhookSlowException.over().getMessage()));
        }
        // Only the class: its message may hold the URL.
        String kind = failure instanceof ConnectException
                ? ConnectException.class.getSimpleName()
                : failure.getClass().getSimpleName();
        return because(Fault.RECEIVER, "gave no answer (%s)".formatted(kind));
    }

    private static WebhookFailure because(Fault fault, String reason) {
        return new WebhookFailure(fault, false, reason, Optional.empty());
    }

    private static Fault fault(int status) {
        return switch (status) {
            case GONE -> Fault.GONE;
            case BAD_REQUEST, UNPROCESSABLE -> Fault.EVENT;
            case TOO_LARGE -> Fault.EVENT_FOR_EVER;
            case TOO_MANY_REQUESTS -> Fault.RECEIVER;
            default -> status >= SERVER_ERROR ? Fault.RECEIVER : Fault.UNKNOWN;
        };
    }
}

package dev.serai.sink;

import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.apache.camel.http.base.HttpOperationFailedException;

/**
 * What became of a request that has not succeeded.
 *
 * @param status the status that was answered; 0 where there was no answer
 * @param isEndpoint whether it is the receiver that is not well, and not the event that it does not take
 * @param reason in words, without a URL and what else may be secret
 * @param retryAfter how long the receiver has asked to be left alone
 */
record WebhookAnswer(int status, boolean isEndpoint, String reason, Optional<Duration> retryAfter) {

    private static final int GONE = 410;
    private static final int TOO_MANY_REQUESTS = 429;
    private static final int SERVER_ERROR = 500;
    private static final int UNAVAILABLE = 503;

    static WebhookAnswer of(Throwable failure, Clock clock) {
        if (failure instanceof HttpOperationFailedException http) {
            int status = http.getStatusCode();
            boolean isThrottled = status == TOO_MANY_REQUESTS || status == UNAVAILABLE;
            return new WebhookAnswer(
                    status,
                    status >= SERVER_ERROR || status == TOO_MANY_REQUESTS,
                    "answered " + status,
                    isThrottled ? RetryAfter.parse(header(http, "Retry-After"), clock) : Optional.empty());
        }
        if (failure instanceof NotAllowedException) {
            return new WebhookAnswer(0, false, "has not agreed to be sent events", Optional.empty());
        }
        // The class only: its message may hold the URL.
        return new WebhookAnswer(
                0, true, "gave no answer (%s)".formatted(failure.getClass().getSimpleName()), Optional.empty());
    }

    private static String header(HttpOperationFailedException http, String name) {
        Map<String, String> headers = http.getResponseHeaders();
        return headers == null
                ? null
                : headers.entrySet().stream()
                        .filter(header -> header.getKey().equalsIgnoreCase(name))
                        .map(Map.Entry::getValue)
                        .findFirst()
                        .orElse(null);
    }

    boolean isGone() {
        return status == GONE;
    }

    void tell(WebhookEndpoint endpoint, Throwable failure) {
        if (isGone()) {
            endpoint.disable();
        } else if (retryAfter.isPresent()) {
            endpoint.pause(retryAfter.get());
        } else if (isEndpoint) {
            endpoint.unavailable(failure);
        } else {
            endpoint.refused();
        }
    }
}

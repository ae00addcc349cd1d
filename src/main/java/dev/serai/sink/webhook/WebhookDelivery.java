package dev.serai.sink.webhook;

import dev.serai.cloudevent.EventHeaders;
import dev.serai.log.LoggedCause;
import dev.serai.sink.deadletter.DeadLetter;
import dev.serai.sink.deadletter.EventSink;
import dev.serai.sink.deadletter.UnsendableException;
import dev.serai.sink.http.WebhookCall;
import dev.serai.sink.http.WebhookRequest;
import dev.serai.sink.http.WebhookSlowException;
import dev.serai.sink.http.WebhookTransport;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.concurrent.ExecutionException;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides whether to make a request now, and what its answer means: taken, try again, or give up to the dead letters.
 * {@code kube-watch:} tries again: it waits as long as an exchange property says, and holds no thread meanwhile.
 */
final class WebhookDelivery {

    private static final Logger LOG = LoggerFactory.getLogger(WebhookDelivery.class);
    private static final String EVENT = "SeraiWebhookEvent";
    private static final String CALL = "SeraiWebhookCall";
    private static final String EVENT_ID = "SeraiWebhookEventId";

    private final WebhookSettings settings;
    private final String parentRouteId;
    private final WebhookEndpoint endpoint;
    private final WebhookRegistry webhooks;
    private final WebhookTransport client;
    private final WebhookRetry retry;

    /** {@code parentRouteId} is the id of the route whose events are sent. */
    WebhookDelivery(
            WebhookSettings settings, String parentRouteId, WebhookEndpoint endpoint, WebhookRegistry webhooks) {
        this.settings = settings;
        this.parentRouteId = parentRouteId;
        this.endpoint = endpoint;
        this.webhooks = webhooks;
        this.client = webhooks.client(settings.authorities());
        this.retry = new WebhookRetry(endpoint, settings.schedule(), webhooks);
    }

    /** The original event, before it became a delivery. */
    static Message event(Exchange exchange) {
        return exchange.getProperty(EVENT, Message.class);
    }

    /** The id of the event. A message that is not an event also has the same id at each attempt. */
    static String id(Exchange exchange) {
        String known = exchange.getProperty(EVENT_ID, String.class);
        if (known == null) {
            known = exchange.getMessage().getHeader(EventHeaders.ID, exchange.getExchangeId(), String.class);
            exchange.setProperty(EVENT_ID, known);
        }
        return known;
    }

    /**
     * Keeps the event, and asks for permission to make a request.
     *
     * @throws WebhookRefusal if no request may be made now
     */
    void begin(Exchange exchange) throws WebhookRefusal {
        exchange.setProperty(EVENT, exchange.getMessage().copy());
        Integer lanes = exchange.getProperty(EventHeaders.LANES, Integer.class);
        // Without lanes, nothing has to be shared.
        int share = lanes == null ? Integer.MAX_VALUE : webhooks.share(parentRouteId, lanes);
        exchange.setProperty(CALL, endpoint.acquirePermission(parentRouteId, share));
    }

    /**
     * Makes the request and waits for its answer.
     *
     * @throws WebhookStatusException if the receiver answered with anything but success
     * @throws WebhookSlowException if it has not answered in time
     * @throws UnsendableException if the message cannot be sent
     * @throws ExecutionException if there will be no answer
     */
    HttpResponse<Void> send(String method, Message message, Exchange exchange)
            throws WebhookStatusException, WebhookSlowException, UnsendableException, ExecutionException {
        HttpRequest request = WebhookRequest.of(method, settings.url(), message, settings.timeout());
        HttpResponse<Void> answer = call(exchange).await(() -> client.send(request), settings.timeout());
        // Standard Webhooks: only 2xx is success.
        if (answer.statusCode() / 100 != 2) {
            throw new WebhookStatusException(
                    answer.statusCode(),
                    answer.headers().firstValue("Retry-After").orElse(null));
        }
        return answer;
    }

    void succeeded(Exchange exchange) {
        endpoint.succeeded(call(exchange));
        webhooks.attempts().forget(endpoint.name(), id(exchange));
        giveBack(exchange);
    }

    /**
     * The request has failed, or was not made.
     *
     * @throws WebhookRefusal if the event must be tried again; otherwise it is a dead letter now
     */
    void failed(Exchange exchange) throws WebhookRefusal {
        giveBack(exchange);
        Throwable thrown = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
        if (thrown instanceof WebhookRefusal refusal) {
            throw later(exchange, refusal);
        }
        if (LOG.isDebugEnabled()) {
            LOG.debug("webhook {} has not taken {}: {}", endpoint.name(), id(exchange), LoggedCause.of(thrown));
        }
        var failure = WebhookFailure.of(thrown, webhooks.clock());
        endpoint.failed(call(exchange), failure);
        if (exchange.getProperty(EventSink.REPLAY) != null) {
            throw new WebhookRefusal("webhook %s: %s".formatted(endpoint.name(), failure.reason()), 0, null);
        }
        DeliveryAttempts.Made made = retry.count(id(exchange), failure.fault());
        if (!retry.isOver(made, failure.fault())) {
            throw later(exchange, retry.later(made, failure));
        }
        giveUp(exchange, failure.reason(), made);
    }

    private void giveUp(Exchange exchange, String reason, DeliveryAttempts.Made made) {
        webhooks.deadLetters()
                .add(DeadLetter.of(
                        exchange.getMessage(),
                        new DeadLetter.Failure(
                                endpoint.name(),
                                parentRouteId,
                                reason,
                                made.count(),
                                made.first(),
                                webhooks.clock().instant())));
        webhooks.attempts().forget(endpoint.name(), id(exchange));
        LOG.warn(
                "webhook {}: {} after {} attempts; {} is a dead letter",
                endpoint.name(),
                reason,
                made.count(),
                id(exchange));
    }

    private static WebhookRefusal later(Exchange exchange, WebhookRefusal refusal) {
        exchange.setProperty(EventHeaders.RETRY_AFTER_MILLIS, refusal.retryAfterMillis());
        exchange.setProperty(EventHeaders.RETRY_WHEN, refusal.recovery());
        return refusal;
    }

    private static WebhookCall call(Exchange exchange) {
        return exchange.getProperty(CALL, WebhookCall.class);
    }

    // The rest of the route, and its error handlers, go on with the event and not with the answer.
    private static void giveBack(Exchange exchange) {
        exchange.setMessage(event(exchange));
    }
}

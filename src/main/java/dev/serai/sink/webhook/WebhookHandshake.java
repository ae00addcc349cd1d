package dev.serai.sink.webhook;

import java.net.http.HttpResponse;
import org.apache.camel.Exchange;
import org.apache.camel.support.DefaultMessage;

/** Asks a receiver once whether it accepts events: CloudEvents' HTTP webhooks, 4. */
final class WebhookHandshake {

    static final String REQUEST_ORIGIN = "WebHook-Request-Origin";

    private static final String ALLOWED_ORIGIN = "WebHook-Allowed-Origin";
    private static final String ALLOWED_RATE = "WebHook-Allowed-Rate";

    private final String origin;
    private final WebhookEndpoint endpoint;
    private final WebhookDelivery delivery;
    private volatile boolean agreed;

    /** {@code origin} is the name to ask under; empty to skip the question. */
    WebhookHandshake(String origin, WebhookEndpoint endpoint, WebhookDelivery delivery) {
        this.origin = origin;
        this.endpoint = endpoint;
        this.delivery = delivery;
        this.agreed = origin.isEmpty();
    }

    boolean isAgreed() {
        return agreed;
    }

    /**
     * Asks as a part of the delivery of {@code exchange}.
     *
     * @throws OriginNotAllowedException if the receiver does not agree
     * @throws WebhookStatusException if it answered with anything but success
     */
    void ask(Exchange exchange) throws Exception {
        var question = new DefaultMessage(exchange);
        question.setHeader(REQUEST_ORIGIN, origin);
        HttpResponse<Void> answer = delivery.send("OPTIONS", question, exchange);
        String allowed = answer.headers().firstValue(ALLOWED_ORIGIN).orElse(null);
        if (!"*".equals(allowed) && !origin.equalsIgnoreCase(allowed)) {
            throw new OriginNotAllowedException();
        }
        answer.headers()
                .firstValue(ALLOWED_RATE)
                .filter(rate -> rate.matches("[1-9]\\d{0,6}"))
                .ifPresent(rate -> endpoint.allow(Integer.parseInt(rate)));
        agreed = true;
    }
}

package dev.serai.sink;

import com.standardwebhooks.Webhook;
import com.standardwebhooks.exceptions.EmptyWebhookSecretException;
import com.standardwebhooks.exceptions.WebhookSigningException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import org.apache.camel.Exchange;
import org.apache.camel.Message;

/**
 * Signs a delivery as Standard Webhooks v1 describes: HMAC-SHA256 over the event's id, the time of the attempt and the
 * body, which must be text.
 */
public final class WebhookSignature {

    private static final String SECRET = "webhookSecret";

    private final Clock clock;

    public WebhookSignature(Clock clock) {
        this.clock = clock;
    }

    /**
     * Sets {@code webhook-id} and {@code webhook-timestamp}, and {@code webhook-signature} where the exchange property
     * {@value #SECRET} holds a secret.
     *
     * @throws IllegalArgumentException if the secret is none
     */
    public void sign(Exchange exchange) throws WebhookSigningException, EmptyWebhookSecretException {
        Message message = exchange.getMessage();
        String id = message.getHeader("CamelCloudEventID", String.class);
        long timestamp = clock.instant().getEpochSecond();
        message.setHeader("webhook-id", id);
        message.setHeader("webhook-timestamp", Long.toString(timestamp));
        String secret = exchange.getProperty(SECRET, "", String.class);
        if (!secret.isEmpty()) {
            String body = new String(message.getBody(byte[].class), StandardCharsets.UTF_8);
            message.setHeader("webhook-signature", new Webhook(secret).sign(id, timestamp, body));
        }
    }
}

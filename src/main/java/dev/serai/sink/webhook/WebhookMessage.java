package dev.serai.sink.webhook;

import dev.serai.cloudevent.CloudEventHeaders;
import dev.serai.sink.deadletter.EventSink;
import dev.serai.sink.deadletter.UnsendableException;
import java.time.Clock;
import org.apache.camel.InvalidPayloadException;
import org.apache.camel.Message;
import org.apache.camel.TypeConversionException;

/**
 * Turns an event into the message to post: CloudEvents' binary mode, signed after Standard Webhooks with the time of
 * the attempt.
 */
final class WebhookMessage {

    private final WebhookSettings settings;
    private final Clock clock;

    WebhookMessage(WebhookSettings settings, Clock clock) {
        this.settings = settings;
        this.clock = clock;
    }

    /**
     * Makes the headers and the bytes to post for {@code event}, under the id {@code id}.
     *
     * @throws UnsendableException if its content cannot become bytes
     */
    Message of(Message event, String id) throws UnsendableException {
        CloudEventHeaders.set(event);
        if (event.getExchange().getProperty(EventSink.REPLAY) != null) {
            event.setHeader("ce-replayed", "true");
        }
        if (!settings.origin().isEmpty()) {
            event.setHeader(WebhookHandshake.REQUEST_ORIGIN, settings.origin());
        }
        byte[] body = bytes(event);
        event.setBody(body);
        long timestamp = clock.instant().getEpochSecond();
        event.setHeader("webhook-id", id);
        event.setHeader("webhook-timestamp", Long.toString(timestamp));
        if (!settings.secrets().isEmpty()) {
            event.setHeader("webhook-signature", WebhookSecret.signatures(settings.secrets(), id, timestamp, body));
        }
        return event;
    }

    private static byte[] bytes(Message event) throws UnsendableException {
        if (event.getBody() == null) {
            return new byte[0];
        }
        try {
            return event.getMandatoryBody(byte[].class);
        } catch (InvalidPayloadException | TypeConversionException e) {
            throw new UnsendableException("is a %s, of which no bytes can be made"
                    .formatted(event.getBody().getClass().getName()));
        }
    }
}

package dev.serai.sink;

import dev.serai.sink.deadletter.DeadLetterJson;
import dev.serai.sink.webhook.WebhookRegistry;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.camel.Exchange;
import org.jspecify.annotations.Nullable;

/**
 * Answers the management port's requests about sinks, as JSON. The routes that call it are in {@code sinks.camel.yaml}.
 */
public final class SinkAdminApi {

    /** A receiver in the form that people see. */
    private record Shown(
            String name, String state, @Nullable String disabledSince) {}

    private static final int MOST_SHOWN = 1_000;
    private static final int NOT_FOUND = 404;

    private final WebhookRegistry webhooks;
    private final DeadLetterReplay replay;

    public SinkAdminApi(WebhookRegistry webhooks, DeadLetterReplay replay) {
        this.webhooks = webhooks;
        this.replay = replay;
    }

    /** Lists the dead letters, oldest first, without their content. */
    public void deadLetters(Exchange exchange) {
        answer(
                exchange,
                webhooks.deadLetters().list(MOST_SHOWN).stream()
                        .map(letter -> Map.of("id", letter.id(), "failure", letter.failure()))
                        .toList());
    }

    /** Returns one dead letter as a whole. */
    public void deadLetter(Exchange exchange) {
        answer(exchange, webhooks.deadLetters().get(id(exchange)));
    }

    /** Forgets one dead letter. */
    public void forget(Exchange exchange) {
        String id = id(exchange);
        answer(exchange, Optional.of(id).filter(webhooks.deadLetters()::remove).map(gone -> Map.of("forgotten", gone)));
    }

    /** Delivers all dead letters again, or the one whose id the request names. */
    public void replay(Exchange exchange) {
        if (id(exchange) == null) {
            answer(exchange, replay.all());
        } else {
            answer(exchange, replay.one(id(exchange)));
        }
    }

    /** Lists the receivers and their state. */
    public void webhooks(Exchange exchange) {
        List<Shown> shown = webhooks.endpoints().stream()
                .map(endpoint -> new Shown(
                        endpoint.name(),
                        endpoint.state(),
                        endpoint.disabledSince().orElse(null)))
                .toList();
        answer(exchange, shown);
    }

    /** Enables a receiver again that answered 410. */
    public void enable(Exchange exchange) {
        answer(
                exchange,
                webhooks.endpoint(id(exchange))
                        .map(endpoint -> Map.of("name", endpoint.name(), "wasDisabled", endpoint.enable())));
    }

    private static String id(Exchange exchange) {
        return exchange.getMessage().getHeader("id", String.class);
    }

    private static void answer(Exchange exchange, Optional<?> found) {
        if (found.isPresent()) {
            answer(exchange, found.get());
        } else {
            answer(exchange, Map.of("message", "there is none of this name"));
            exchange.getMessage().setHeader(Exchange.HTTP_RESPONSE_CODE, NOT_FOUND);
        }
    }

    private static void answer(Exchange exchange, Object content) {
        // Otherwise the request's own headers would come back with the answer.
        exchange.getMessage().removeHeaders("*");
        exchange.getMessage().setHeader(Exchange.CONTENT_TYPE, "application/json");
        exchange.getMessage().setBody(DeadLetterJson.write(content));
    }
}

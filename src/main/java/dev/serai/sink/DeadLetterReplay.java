package dev.serai.sink;

import dev.serai.sink.deadletter.DeadLetter;
import dev.serai.sink.deadletter.EventSink;
import dev.serai.sink.deadletter.EventSinks;
import dev.serai.sink.webhook.WebhookRefusal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Route;

/**
 * Delivers dead letters again to the receiver that they were meant for. An event keeps its id, so that the receiver
 * recognises it. It is marked as replayed ({@code ce-replayed: true}), because newer events of the same object went
 * ahead of it.
 */
public final class DeadLetterReplay {

    private static final int MOST_AT_A_TIME = 1_000;

    /** The result of a replay. */
    public record Outcome(List<String> replayed, Map<String, String> failed) {}

    private final EventSinks sinks;
    private final CamelContext context;

    public DeadLetterReplay(EventSinks sinks, CamelContext context) {
        this.sinks = sinks;
        this.context = context;
    }

    /**
     * Delivers the oldest letters, in the order in which they were given up. If a receiver refuses one, it gets no more
     * of them.
     */
    public synchronized Outcome all() {
        var outcome = new Outcome(new ArrayList<>(), new TreeMap<>());
        Set<String> failedSinks = new HashSet<>();
        for (DeadLetter letter : sinks.deadLetters().list(MOST_AT_A_TIME)) {
            if (!failedSinks.contains(letter.failure().sink())) {
                deliver(letter)
                        .ifPresentOrElse(
                                reason -> {
                                    failedSinks.add(letter.failure().sink());
                                    outcome.failed().put(letter.id(), reason);
                                },
                                () -> outcome.replayed().add(letter.id()));
            }
        }
        return outcome;
    }

    /** Delivers the letter with this id; empty if there is none. */
    public synchronized Optional<Outcome> one(String id) {
        return sinks.deadLetters().get(id).map(letter -> deliver(letter)
                .map(reason -> new Outcome(List.of(), Map.of(id, reason)))
                .orElseGet(() -> new Outcome(List.of(id), Map.of())));
    }

    /** Empty if the letter was taken and is gone now; otherwise the reason why not. */
    private Optional<String> deliver(DeadLetter letter) {
        Optional<EventSink> sink = sinks.of(letter);
        Route route = sink.map(known -> context.getRoute(known.routeId())).orElse(null);
        if (route == null) {
            return Optional.of(
                    "no route sends to %s any more".formatted(letter.failure().sink()));
        }
        Exchange exchange = route.getEndpoint().createExchange();
        letter.restore(exchange);
        exchange.setProperty(EventSink.REPLAY, true);
        try {
            route.getProcessor().process(exchange);
        } catch (Exception e) {
            exchange.setException(e);
        }
        if (exchange.getException() == null) {
            sinks.deadLetters().delivered(letter);
            return Optional.empty();
        }
        // Of any other failure only the class: its message may hold a secret.
        return Optional.of(
                exchange.getException() instanceof WebhookRefusal refusal
                        ? String.valueOf(refusal.getMessage())
                        : exchange.getException().getClass().getSimpleName());
    }
}

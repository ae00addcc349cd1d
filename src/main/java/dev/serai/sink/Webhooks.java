package dev.serai.sink;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.DoubleSupplier;

/** All receivers and the sinks that post to them; what all instances of {@code signed-webhook-sink} have in common. */
public final class Webhooks {

    private final SinkStore store;
    private final EventSinks sinks;
    private final Clock clock;
    private final Jitter jitter;
    private final Attempts attempts;
    private final Map<String, WebhookEndpoint> endpoints = new TreeMap<>();

    /** {@code random} gives numbers from 0 to 1. */
    public Webhooks(SinkStore store, EventSinks sinks, Clock clock, DoubleSupplier random) {
        this.store = store;
        this.sinks = sinks;
        this.clock = clock;
        this.jitter = new Jitter(random);
        this.attempts = new Attempts(store.attempts(), clock);
    }

    /** The endpoint of this name, made by the first who asks; {@code longestWait} bounds how long it is left alone. */
    synchronized WebhookEndpoint endpoint(String name, Duration longestWait) {
        return endpoints.computeIfAbsent(
                name, absent -> new WebhookEndpoint(name, store.disabled(), longestWait, clock, jitter));
    }

    synchronized List<WebhookEndpoint> endpoints() {
        return List.copyOf(endpoints.values());
    }

    synchronized Optional<WebhookEndpoint> endpoint(String name) {
        return Optional.ofNullable(endpoints.get(name));
    }

    void add(WebhookSink sink) {
        sinks.add(sink);
    }

    void remove(WebhookSink sink) {
        sinks.remove(sink);
    }

    DeadLetters deadLetters() {
        return sinks.deadLetters();
    }

    Attempts attempts() {
        return attempts;
    }

    Clock clock() {
        return clock;
    }

    Jitter jitter() {
        return jitter;
    }
}

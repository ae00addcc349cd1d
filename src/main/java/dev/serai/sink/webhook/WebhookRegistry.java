package dev.serai.sink.webhook;

import dev.serai.retry.Jitter;
import dev.serai.sink.deadletter.DeadLetters;
import dev.serai.sink.deadletter.EventSinks;
import dev.serai.sink.http.WebhookClient;
import dev.serai.sink.http.WebhookTransport;
import dev.serai.store.SinkStore;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.DoubleSupplier;
import java.util.function.Function;

/** All receivers and the sinks that post to them, shared by all instances of {@code signed-webhook-sink}. */
public final class WebhookRegistry {

    private final SinkStore store;
    private final EventSinks sinks;
    private final Clock clock;
    private final Jitter jitter;
    private final DeliveryAttempts attempts;
    private final Map<String, WebhookEndpoint> endpoints = new TreeMap<>();
    private final Map<Optional<Path>, WebhookTransport> clients = new HashMap<>();
    private final Function<Optional<Path>, WebhookTransport> transports;

    /** {@code random} returns numbers from 0 to 1. */
    public WebhookRegistry(SinkStore store, EventSinks sinks, Clock clock, DoubleSupplier random) {
        this(store, sinks, clock, random, WebhookClient::new);
    }

    /** {@code transports} makes what posts to receivers, by the authorities that it trusts. */
    public WebhookRegistry(
            SinkStore store,
            EventSinks sinks,
            Clock clock,
            DoubleSupplier random,
            Function<Optional<Path>, WebhookTransport> transports) {
        this.transports = transports;
        this.store = store;
        this.sinks = sinks;
        this.clock = clock;
        this.jitter = new Jitter(random);
        this.attempts = new DeliveryAttempts(store.attempts(), DeliveryAttempts.MOST_EVENTS, clock);
    }

    /**
     * The endpoint of this name, which the first caller creates; {@code longestWait} bounds the pause between two
     * tries.
     */
    public synchronized WebhookEndpoint endpoint(String name, Duration longestWait) {
        return endpoints.computeIfAbsent(
                name, absent -> new WebhookEndpoint(name, store.disabled(), longestWait, clock, jitter));
    }

    public synchronized List<WebhookEndpoint> endpoints() {
        return List.copyOf(endpoints.values());
    }

    public synchronized Optional<WebhookEndpoint> endpoint(String name) {
        return Optional.ofNullable(endpoints.get(name));
    }

    /** The client for these authorities, see {@link WebhookSettings}; it is shared. */
    synchronized WebhookTransport client(Optional<Path> authorities) {
        return clients.computeIfAbsent(authorities, transports);
    }

    /**
     * How many of a route's lanes one of its receivers may hold for long: all receivers have the same share, and never
     * all lanes together, since a route may send elsewhere too.
     */
    int share(String route, int lanes) {
        int receivers = Math.max(1, sinks.receiversOf(route));
        return Math.max(1, Math.min(lanes - 1, lanes / receivers));
    }

    void add(WebhookSink sink) {
        sinks.add(sink);
    }

    void remove(WebhookSink sink) {
        sinks.remove(sink);
    }

    public DeadLetters deadLetters() {
        return sinks.deadLetters();
    }

    DeliveryAttempts attempts() {
        return attempts;
    }

    Clock clock() {
        return clock;
    }

    Jitter jitter() {
        return jitter;
    }
}

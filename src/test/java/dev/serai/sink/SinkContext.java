package dev.serai.sink;

import dev.serai.sink.deadletter.CountedDeadLetters;
import dev.serai.sink.deadletter.EventSinks;
import dev.serai.sink.deadletter.FileDeadLetters;
import dev.serai.sink.webhook.WebhookRegistry;
import dev.serai.store.SinkStore;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.spi.Resource;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;

/** Routes with sinks, on a clock that a test moves, and what they remember over restarts. */
public final class SinkContext implements AutoCloseable {

    public static final int MOST_DEAD_LETTERS = 3;

    private final CamelContext context = new DefaultCamelContext();
    private final ProducerTemplate producer;
    public final CountedDeadLetters deadLetters;
    public final EventSinks sinks;
    public final MeterRegistry meters = new SimpleMeterRegistry();
    public final WebhookRegistry webhooks;

    /** {@code data} is the data directory. Every wait is as long as it can be. */
    public SinkContext(Path data, Clock clock) {
        var store = SinkStore.open(data);
        deadLetters = new CountedDeadLetters(new FileDeadLetters(store, MOST_DEAD_LETTERS), () -> meters);
        sinks = new EventSinks(deadLetters, clock);
        webhooks = new WebhookRegistry(store, sinks, clock, () -> 1);
        context.getRegistry().bind("eventSinks", sinks);
        context.getRegistry().bind("webhooks", webhooks);
        context.start();
        producer = context.createProducerTemplate();
    }

    public CamelContext camel() {
        return context;
    }

    /** A route from {@code direct:<id>} to the kamelet, with these parameters. */
    public SinkContext route(String id, Map<String, String> parameters) throws Exception {
        var yaml = new StringBuilder("""
                - route:
                    id: %s
                    from:
                      uri: direct:%s
                      steps:
                        - to:
                            uri: kamelet:signed-webhook-sink
                            parameters:
                """.formatted(id, id));
        parameters.forEach((name, value) -> yaml.append("              %s: \"%s\"\n".formatted(name, value)));
        load(id + ".yaml", yaml.toString());
        return this;
    }

    public void load(String name, String yaml) throws Exception {
        Resource resource = ResourceHelper.fromString(name, yaml);
        PluginHelper.getRoutesLoader(context).loadRoutes(resource);
    }

    /** Sends one event, once, as {@code kube-watch:} does. */
    public Exchange send(String route, String id) {
        return send(route, id, "dev.serai.resource.added");
    }

    /** Sends one event of this type. */
    public Exchange send(String route, String id, String type) {
        return send(route, id, type, "{\"id\":\"" + id + "\"}");
    }

    /** Sends one event that holds this. */
    public Exchange sendBody(String route, String id, Object body) {
        return send(route, id, "dev.serai.resource.added", body);
    }

    /** Sends one event of this type with this body. */
    public Exchange send(String route, String id, String type, Object body) {
        return producer.send("direct:" + route, exchange -> {
            var message = exchange.getMessage();
            message.setHeader("CamelCloudEventID", id);
            message.setHeader("CamelCloudEventSource", "urn:kubernetes:test");
            message.setHeader("CamelCloudEventVersion", "1.0");
            message.setHeader("CamelCloudEventType", type);
            message.setHeader("CamelCloudEventSubject", "/api/v1/namespaces/shop/pods/web");
            message.setHeader("CamelCloudEventTime", "2026-01-02T03:04:05.678Z");
            message.setHeader("CamelCloudEventDataContentType", "application/json");
            message.setHeader("CamelKubeWatchUid", "u");
            message.setBody(body);
        });
    }

    @Override
    public void close() {
        context.stop();
        deadLetters.close();
    }
}

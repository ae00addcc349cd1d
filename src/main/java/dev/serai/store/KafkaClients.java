package dev.serai.store;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.camel.CamelContext;
import org.apache.camel.component.kafka.KafkaComponent;
import org.apache.camel.component.kafka.KafkaConfiguration;
import org.apache.kafka.clients.admin.AdminClientConfig;

/**
 * The connection for what Serai keeps in Kafka: the same as that of the sinks, from the settings of Camel's component,
 * {@code camel.component.kafka.*}, with TLS and SASL. Only settings of the connection are used; the ledger and the dead
 * letters choose acks, sizes and times themselves.
 */
public final class KafkaClients {

    private static final Set<String> OWN_MATTERS =
            Set.of("bootstrap.servers", "client.id", "request.timeout.ms", "default.api.timeout.ms", "retries");

    private final Supplier<KafkaConfiguration> component;

    /** {@code component} is asked at each use, since Camel sets the component up late. */
    public KafkaClients(Supplier<KafkaConfiguration> component) {
        this.component = component;
    }

    /** The settings of the Kafka component of {@code context}. */
    public static KafkaClients of(CamelContext context) {
        return new KafkaClients(
                () -> context.getComponent("kafka", KafkaComponent.class).getConfiguration());
    }

    /** The settings of any client of {@code brokers} (host:port, separated by commas); the caller adds its own. */
    public Map<String, Object> connection(String brokers) {
        Map<String, Object> settings = new HashMap<>();
        component.get().copy().createProducerProperties().forEach((name, value) -> {
            if (AdminClientConfig.configNames().contains(name.toString()) && !OWN_MATTERS.contains(name.toString())) {
                settings.put(name.toString(), value);
            }
        });
        settings.put("bootstrap.servers", brokers);
        return settings;
    }
}

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
 * How what Serai keeps in Kafka reaches it: as the sinks do, by the settings of Camel's component,
 * {@code camel.component.kafka.*}, with their TLS and SASL. Of those only what is about the connection is taken; acks,
 * sizes and times are the ledger's and the dead letters' own.
 */
public final class KafkaClients {

    private static final Set<String> OWN_MATTERS =
            Set.of("bootstrap.servers", "client.id", "request.timeout.ms", "default.api.timeout.ms", "retries");

    private final Supplier<KafkaConfiguration> component;

    /** {@code component} is asked at each use: Camel gives the component its settings late. */
    public KafkaClients(Supplier<KafkaConfiguration> component) {
        this.component = component;
    }

    /** As the Kafka component of {@code context} does. */
    public static KafkaClients of(CamelContext context) {
        return new KafkaClients(
                () -> context.getComponent("kafka", KafkaComponent.class).getConfiguration());
    }

    /** What any client of {@code brokers}, host:port parted by commas, is to be given, to add its own to. */
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

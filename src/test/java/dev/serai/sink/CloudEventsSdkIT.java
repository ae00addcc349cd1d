package dev.serai.sink;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serai.fixture.http.Received;
import dev.serai.fixture.http.WebhookReceiver;
import dev.serai.fixture.kafka.KafkaBroker;
import dev.serai.fixture.process.TestClock;
import io.cloudevents.CloudEvent;
import io.cloudevents.http.HttpMessageFactory;
import io.cloudevents.kafka.KafkaMessageFactory;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The SDK of CloudEvents reads what the kamelets send, from a real broker and from HTTP. */
class CloudEventsSdkIT {

    private static final String KAFKA_ROUTE = """
            - route:
                id: topic
                from:
                  uri: direct:topic
                  steps:
                    - to: kamelet:cloudevents-kafka-sink?brokers=%s&topic=events%s
            """;

    @TempDir
    Path data;

    @Test
    void fromATopic() throws Exception {
        try (KafkaBroker broker = KafkaBroker.create();
                var serai = new SinkContext(data, new TestClock())) {
            serai.load("topic.yaml", KAFKA_ROUTE.formatted(broker.bootstrapServers(), ""));
            Exchange sent = serai.send("topic", "u-7-added");
            assertThat(sent.getException()).isNull();
            assertThat(sent.getMessage().getBody(String.class)).isEqualTo("{\"id\":\"u-7-added\"}");
            assertThat(sent.getMessage().getHeaders().keySet())
                    .noneMatch(
                            name -> name.startsWith("ce_") || name.startsWith("content") || name.equals("kafka.KEY"));
            assertThat(serai.send("topic", "u-deleted", "dev.serai.resource.deleted")
                            .getException())
                    .isNull();

            List<ConsumerRecord<String, byte[]>> records = broker.records("events");
            assertThat(records).hasSize(2).extracting(ConsumerRecord::key).containsOnly("u");
            assertEvent(KafkaMessageFactory.createReader(records.get(0)).toEvent());
        }
    }

    @Test
    void aDeleteIsFollowedByATombstoneWhereTheyAreAskedFor() throws Exception {
        try (KafkaBroker broker = KafkaBroker.create();
                var serai = new SinkContext(data, new TestClock())) {
            broker.createTopic("events", 1, Map.of("cleanup.policy", "compact"));
            serai.load("topic.yaml", KAFKA_ROUTE.formatted(broker.bootstrapServers(), "&tombstones=true"));
            serai.send("topic", "u-7-added");
            Exchange deleted = serai.send("topic", "u-deleted", "dev.serai.resource.deleted");

            assertThat(deleted.getException()).isNull();
            assertThat(deleted.getMessage().getBody(String.class)).isEqualTo("{\"id\":\"u-deleted\"}");
            List<ConsumerRecord<String, byte[]>> records = broker.records("events");
            assertThat(records).hasSize(3).extracting(ConsumerRecord::key).containsOnly("u");
            assertThat(KafkaMessageFactory.createReader(records.get(1))
                            .toEvent()
                            .getType())
                    .isEqualTo("dev.serai.resource.deleted");
            assertThat(records.get(2).value()).isNull();
            assertThat(records.get(2).headers().headers("ce_id")).isEmpty();
        }
    }

    @Test
    void fromHttp() throws Exception {
        try (WebhookReceiver receiver = new WebhookReceiver();
                var serai = new SinkContext(data, new TestClock())) {
            serai.route("hook", Map.of("url", receiver.url()));
            serai.send("hook", "u-7-added");
            Received delivery = receiver.received().get(0);
            assertEvent(HttpMessageFactory.createReaderFromMultimap(delivery.headers(), delivery.body())
                    .toEvent());
        }
    }

    private static void assertEvent(CloudEvent event) {
        assertThat(event.getId()).isEqualTo("u-7-added");
        assertThat(event.getSource()).isEqualTo(URI.create("urn:kubernetes:test"));
        assertThat(event.getType()).isEqualTo("dev.serai.resource.added");
        assertThat(event.getSubject()).isEqualTo("/api/v1/namespaces/shop/pods/web");
        assertThat(event.getTime()).isEqualTo("2026-01-02T03:04:05.678Z");
        assertThat(event.getDataContentType()).isEqualTo("application/json");
        assertThat(new String(event.getData().toBytes(), StandardCharsets.UTF_8))
                .isEqualTo("{\"id\":\"u-7-added\"}");
        assertThat(event.getExtensionNames()).isEmpty();
    }
}

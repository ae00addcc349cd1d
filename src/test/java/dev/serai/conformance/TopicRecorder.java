package dev.serai.conformance;

import dev.serai.fixture.kafka.KafkaBroker;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/** A topic of one partition, so that the order over several objects can be told, too. Not thread-safe. */
final class TopicRecorder implements DeliveryRecorder, AutoCloseable {

    private static final Duration AT_MOST = Duration.ofSeconds(30);

    private final TopicPartition partition;
    private final KafkaConsumer<String, byte[]> consumer;
    private final List<Delivery> taken = new ArrayList<>();

    TopicRecorder(KafkaBroker broker, String topic) {
        broker.createTopic(topic, 1, Map.of());
        partition = new TopicPartition(topic, 0);
        Properties settings = new Properties();
        settings.putAll(Map.of("bootstrap.servers", broker.bootstrapServers(), "isolation.level", "read_committed"));
        consumer = new KafkaConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer());
        consumer.assign(List.of(partition));
        consumer.seekToBeginning(List.of(partition));
    }

    String topic() {
        return partition.topic();
    }

    @Override
    public String name() {
        return "Kafka";
    }

    @Override
    public List<Delivery> record() {
        long end = consumer.endOffsets(List.of(partition), AT_MOST).get(partition);
        long deadline = System.nanoTime() + AT_MOST.toNanos();
        while (consumer.position(partition, AT_MOST) < end) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException(partition + " could not be read up to " + end);
            }
            consumer.poll(Duration.ofMillis(100)).forEach(record -> taken.add(delivery(record)));
        }
        return List.copyOf(taken);
    }

    @Override
    public void close() {
        consumer.close(AT_MOST);
    }

    private static Delivery delivery(ConsumerRecord<String, byte[]> record) {
        return new Delivery(
                header(record, "ce_id"),
                header(record, "ce_source"),
                header(record, "ce_type"),
                header(record, "ce_subject"),
                record.value());
    }

    private static String header(ConsumerRecord<String, byte[]> record, String name) {
        Header header = record.headers().lastHeader(name);
        return header == null ? null : new String(header.value(), StandardCharsets.UTF_8);
    }
}

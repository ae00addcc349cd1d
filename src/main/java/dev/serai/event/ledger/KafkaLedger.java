package dev.serai.event.ledger;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;

/**
 * The ledger as a compacted topic, so that one replica can resume where another has ended. When a subscription begins,
 * the topic is read into a local file. Writes are transactions: Kafka refuses those of the previous owner of the
 * subscription, so that nobody can move a position back.
 */
public final class KafkaLedger implements Ledger {

    private static final Duration PATIENCE = Duration.ofSeconds(15);
    private static final int LARGEST_RECORD = 8 << 20;

    private final Supplier<Map<String, Object>> connection;
    private final String topic;
    private final FileLedger copy;
    private final Map<String, KafkaLedgerPosition> positions = new HashMap<>();

    /**
     * {@code connection} holds the client settings that reach the brokers. {@code copy} is the local copy of what was
     * read; it is closed on close.
     */
    KafkaLedger(Supplier<Map<String, Object>> connection, String topic, FileLedger copy) {
        this.connection = connection;
        this.topic = topic;
        this.copy = copy;
    }

    /**
     * Takes the subscription over from its previous owner.
     *
     * @throws org.apache.kafka.common.KafkaException if the brokers do not answer
     */
    @Override
    public synchronized Position position(String subscription, String resource) {
        String name = subscription + " " + resource;
        KafkaLedgerPosition before = positions.remove(name);
        if (before != null) {
            before.close();
        }
        makeTopic();
        KafkaProducer<String, byte[]> producer = producer(name);
        try {
            // Must be first: after it, the topic no longer changes.
            producer.initTransactions();
            Position local = copy.position(subscription, resource);
            var position = read(name, local, producer);
            positions.put(name, position);
            return position;
        } catch (RuntimeException e) {
            producer.close(Duration.ZERO);
            throw e;
        }
    }

    @Override
    public synchronized void close() {
        positions.values().forEach(KafkaLedgerPosition::close);
        copy.close();
    }

    private KafkaLedgerPosition read(String name, Position local, KafkaProducer<String, byte[]> producer) {
        local.entries().forEach(entry -> local.forget(entry.uid()));
        try (var consumer = consumer()) {
            int partitions = consumer.partitionsFor(topic, PATIENCE).size();
            var partition = new TopicPartition(topic, Math.floorMod(name.hashCode(), partitions));
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            long end = Objects.requireNonNull(
                    consumer.endOffsets(List.of(partition), PATIENCE).get(partition));
            byte @Nullable [] begun = null;
            while (consumer.position(partition, PATIENCE) < end) {
                for (ConsumerRecord<String, byte[]> record : consumer.poll(PATIENCE)) {
                    begun = record.key().equals(name) ? record.value() : begun;
                    KafkaLedgerPosition.apply(name, record.key(), record.value(), local);
                }
            }
            return new KafkaLedgerPosition(name, begun, new KafkaLedgerWriter(name, partition, producer), local);
        }
    }

    private KafkaProducer<String, byte[]> producer(String name) {
        return new KafkaProducer<>(
                settings(Map.of(
                        "transactional.id",
                        topic + " " + name,
                        "max.block.ms",
                        (int) PATIENCE.toMillis(),
                        "request.timeout.ms",
                        5_000,
                        "delivery.timeout.ms",
                        (int) PATIENCE.toMillis(),
                        "compression.type",
                        "gzip",
                        // Before compression; an object of the API server has at most three megabytes.
                        "max.request.size",
                        LARGEST_RECORD,
                        "buffer.memory",
                        2L * LARGEST_RECORD)),
                new StringSerializer(),
                new ByteArraySerializer());
    }

    private KafkaConsumer<String, byte[]> consumer() {
        return new KafkaConsumer<>(
                settings(Map.of("isolation.level", "read_committed", "enable.auto.commit", false)),
                new StringDeserializer(),
                new ByteArrayDeserializer());
    }

    private Map<String, Object> settings(Map<String, Object> own) {
        Map<String, Object> settings = connection.get();
        settings.putAll(own);
        return settings;
    }

    private void makeTopic() {
        try (Admin admin = Admin.create(settings(Map.of()))) {
            // Ask first: a user without the right to create topics may still use an existing one.
            if (!isThere(admin)) {
                // The brokers' own default number of replicas.
                var compacted = new NewTopic(topic, Optional.of(1), Optional.empty())
                        .configs(Map.of(
                                "cleanup.policy", "compact", "max.message.bytes", Integer.toString(LARGEST_RECORD)));
                await(admin.createTopics(Set.of(compacted)).all());
            }
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof TopicExistsException)) {
                throw new LedgerLostException("the topic %s cannot be made".formatted(topic), e.getCause());
            }
        } catch (TimeoutException e) {
            throw new LedgerLostException("the brokers of the topic %s do not answer".formatted(topic), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LedgerLostException("interrupted", e);
        }
    }

    private boolean isThere(Admin admin) throws ExecutionException, TimeoutException, InterruptedException {
        try {
            await(admin.describeTopics(Set.of(topic)).allTopicNames());
            return true;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof UnknownTopicOrPartitionException) {
                return false;
            }
            throw e;
        }
    }

    private static void await(KafkaFuture<?> answer) throws ExecutionException, TimeoutException, InterruptedException {
        answer.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    }
}

package dev.serai.sink;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.camel.component.kafka.KafkaConfiguration;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * Dead letters in a Kafka topic that all replicas share: a record each, its key the letter's id, its value the letter as
 * JSON. One that was delivered after all, or forgotten, is followed by a null value, so that the topic may be compacted.
 */
public final class KafkaDeadLetters implements DeadLetters {

    private static final Duration AT_MOST = Duration.ofSeconds(15);
    private static final Duration POLL = Duration.ofMillis(200);

    private final KafkaConfiguration configuration;
    private final String topic;
    private final int most;
    private Producer<String, byte[]> producer;

    /**
     * {@code configuration} is that of the Kafka component, with its brokers and what they ask of clients; {@code most}
     * is how many of the newest records of a partition are looked at.
     */
    public KafkaDeadLetters(KafkaConfiguration configuration, String topic, int most) {
        this.configuration = configuration;
        this.topic = topic;
        this.most = most;
    }

    @Override
    public void add(DeadLetter letter) {
        send(letter.id(), DeadLetterJson.write(letter));
    }

    @Override
    public List<DeadLetter> list(int limit) {
        return read().values().stream().limit(limit).map(DeadLetterJson::read).toList();
    }

    @Override
    public Optional<DeadLetter> get(String id) {
        return Optional.ofNullable(read().get(id)).map(DeadLetterJson::read);
    }

    @Override
    public boolean remove(String id) {
        boolean known = read().containsKey(id);
        if (known) {
            send(id, null);
        }
        return known;
    }

    @Override
    public synchronized void close() {
        if (producer != null) {
            producer.close(Duration.ZERO);
        }
    }

    private void send(String id, byte[] value) {
        try {
            producer().send(new ProducerRecord<>(topic, id, value)).get(AT_MOST.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("the dead letter could not be written to topic " + topic, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private synchronized Producer<String, byte[]> producer() {
        if (producer == null) {
            Properties settings = configuration.createProducerProperties();
            settings.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, configuration.getBrokers());
            producer = new KafkaProducer<>(settings, new StringSerializer(), new ByteArraySerializer());
        }
        return producer;
    }

    private Map<String, byte[]> read() {
        Properties settings = configuration.createConsumerProperties();
        settings.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, configuration.getBrokers());
        settings.remove(CommonClientConfigs.GROUP_ID_CONFIG);
        settings.put("enable.auto.commit", "false");
        settings.put("allow.auto.create.topics", "false");
        settings.put("auto.offset.reset", "earliest");
        settings.put("default.api.timeout.ms", Long.toString(AT_MOST.toMillis()));
        settings.put("request.timeout.ms", Long.toString(AT_MOST.toMillis()));
        try (var consumer = new KafkaConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer())) {
            return read(consumer);
        }
    }

    private Map<String, byte[]> read(KafkaConsumer<String, byte[]> consumer) {
        List<TopicPartition> partitions = new ArrayList<>();
        consumer.partitionsFor(topic).forEach(info -> partitions.add(new TopicPartition(topic, info.partition())));
        consumer.assign(partitions);
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
        consumer.beginningOffsets(partitions)
                .forEach((partition, begin) -> consumer.seek(partition, Math.max(begin, ends.get(partition) - most)));
        var letters = new LinkedHashMap<String, byte[]>();
        int silent = 0;
        while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
            ConsumerRecords<String, byte[]> records = consumer.poll(POLL);
            silent = records.isEmpty() ? silent + 1 : 0;
            if (silent > AT_MOST.dividedBy(POLL)) {
                throw new IllegalStateException("topic %s could not be read to its end".formatted(topic));
            }
            records.forEach(record -> {
                if (record.value() == null) {
                    letters.remove(record.key());
                } else {
                    letters.put(record.key(), record.value());
                }
            });
        }
        return letters;
    }
}

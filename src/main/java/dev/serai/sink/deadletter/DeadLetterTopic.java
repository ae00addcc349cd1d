package dev.serai.sink.deadletter;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/**
 * The current content of a topic of dead letters. It reads the whole topic to know which letters are left, since
 * delivered and forgotten ones leave records too. Meanwhile it keeps only the places of the letters. Not thread-safe;
 * used once.
 */
final class DeadLetterTopic implements AutoCloseable {

    private static final Duration POLL = Duration.ofMillis(200);

    /** The place of a letter. */
    record Place(String id, TopicPartition partition, long offset, long timestamp) {}

    private final String topic;
    private final Duration atMost;
    private final KafkaConsumer<String, byte[]> consumer;
    private final List<TopicPartition> partitions = new ArrayList<>();

    /** {@code atMost} is how long the brokers may be silent. */
    DeadLetterTopic(Map<String, Object> connection, String topic, Duration atMost) {
        this.topic = topic;
        this.atMost = atMost;
        Map<String, Object> settings = new HashMap<>(connection);
        settings.put("enable.auto.commit", false);
        settings.put("allow.auto.create.topics", false);
        settings.put("auto.offset.reset", "earliest");
        settings.put("default.api.timeout.ms", (int) atMost.toMillis());
        settings.put("request.timeout.ms", (int) atMost.toMillis());
        consumer = new KafkaConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer());
    }

    /**
     * The letters that are left, oldest first.
     *
     * @throws IllegalStateException if the topic cannot be read to its end
     */
    List<Place> places() {
        partitions.clear();
        consumer.partitionsFor(topic).forEach(info -> partitions.add(new TopicPartition(topic, info.partition())));
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
        Map<String, Place> places = new HashMap<>();
        readTo(consumer.endOffsets(partitions), record -> {
            if (record.value() == null) {
                places.remove(record.key());
            } else {
                var partition = new TopicPartition(topic, record.partition());
                places.put(record.key(), new Place(record.key(), partition, record.offset(), record.timestamp()));
            }
        });
        return places.values().stream()
                .sorted(Comparator.comparingLong(Place::timestamp).thenComparingLong(Place::offset))
                .toList();
    }

    /** The first {@code limit} letters at {@code places}, if they are still there. */
    List<DeadLetter> letters(List<Place> places, int limit) {
        List<Place> wanted = places.subList(0, Math.min(limit, places.size()));
        Map<Place, DeadLetter> found = new HashMap<>();
        Map<TopicPartition, Map<Long, Place>> byPartition = new HashMap<>();
        wanted.forEach(place -> byPartition
                .computeIfAbsent(place.partition(), absent -> new HashMap<>())
                .put(place.offset(), place));
        byPartition.forEach((partition, offsets) -> {
            consumer.assign(List.of(partition));
            consumer.seek(
                    partition, offsets.keySet().stream().min(Long::compare).orElseThrow());
            long end = offsets.keySet().stream().max(Long::compare).orElseThrow() + 1;
            readTo(Map.of(partition, end), record -> {
                Place place = offsets.get(record.offset());
                if (place != null && record.value() != null) {
                    found.put(place, DeadLetterJson.read(record.value()));
                }
            });
        });
        return wanted.stream().filter(found::containsKey).map(found::get).toList();
    }

    @Override
    public void close() {
        consumer.close(Duration.ofSeconds(1));
    }

    private void readTo(Map<TopicPartition, Long> ends, Consumer<ConsumerRecord<String, byte[]>> reading) {
        int silent = 0;
        while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
            ConsumerRecords<String, byte[]> records = consumer.poll(POLL);
            silent = records.isEmpty() ? silent + 1 : 0;
            if (silent > atMost.dividedBy(POLL)) {
                throw new IllegalStateException("topic %s could not be read to its end".formatted(topic));
            }
            records.forEach(reading);
        }
    }
}

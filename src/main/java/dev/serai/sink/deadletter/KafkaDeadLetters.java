package dev.serai.sink.deadletter;

import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.RecordBatchTooLargeException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Dead letters in a Kafka topic that all replicas share. Each is a record with the letter's id as key and the letter as
 * JSON as value. A null value follows a letter that was delivered after all, or forgotten, so that the topic may be
 * compacted. The data directory keeps letters that are too large for the topic.
 */
public final class KafkaDeadLetters implements DeadLetters {

    private static final Logger LOG = LoggerFactory.getLogger(KafkaDeadLetters.class);
    private static final Duration AT_MOST = Duration.ofSeconds(15);
    private static final int LARGEST_LETTER = 16 << 20;

    private final Supplier<Map<String, Object>> connection;
    private final String topic;
    private final int most;
    private final DeadLetters tooLarge;
    private @Nullable Producer<String, byte[]> producer;

    /**
     * {@code connection} holds the client settings that reach the brokers. {@code most} is how many letters are listed,
     * the newest. {@code tooLarge} keeps the letters that the topic does not take.
     */
    public KafkaDeadLetters(Supplier<Map<String, Object>> connection, String topic, int most, DeadLetters tooLarge) {
        this.connection = connection;
        this.topic = topic;
        this.most = most;
        this.tooLarge = tooLarge;
    }

    @Override
    public void add(DeadLetter letter) {
        try {
            send(letter.id(), DeadLetterJson.write(letter));
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof RecordTooLargeException
                    || e.getCause() instanceof RecordBatchTooLargeException)) {
                throw notWritten(e);
            }
            LOG.warn("{} is too large for topic {}; it is kept in the data directory", letter.id(), topic);
            tooLarge.add(letter);
        }
    }

    @Override
    public List<DeadLetter> list(int limit) {
        List<DeadLetter> shared = read(records -> {
            List<DeadLetterTopic.Place> all = records.places();
            return records.letters(all.subList(Math.max(0, all.size() - most), all.size()), limit);
        });
        return Stream.concat(shared.stream(), tooLarge.list(limit).stream())
                .sorted(Comparator.comparing(letter -> letter.failure().last()))
                .limit(limit)
                .toList();
    }

    @Override
    public Optional<DeadLetter> get(String id) {
        return tooLarge.get(id)
                .or(() -> read(records -> records.places().stream()
                        .filter(place -> place.id().equals(id))
                        .findFirst()
                        .flatMap(place ->
                                records.letters(List.of(place), 1).stream().findFirst())));
    }

    @Override
    public boolean remove(String id) {
        if (tooLarge.remove(id)) {
            return true;
        }
        boolean known = read(records ->
                records.places().stream().anyMatch(place -> place.id().equals(id)));
        if (known) {
            forget(id);
        }
        return known;
    }

    // The caller has the letter, so it exists: the topic is not read again for each of many.
    @Override
    public void delivered(DeadLetter letter) {
        if (!tooLarge.remove(letter.id())) {
            forget(letter.id());
        }
    }

    @Override
    public synchronized void close() {
        if (producer != null) {
            producer.close(Duration.ZERO);
        }
        tooLarge.close();
    }

    private void forget(String id) {
        try {
            send(id, null);
        } catch (ExecutionException e) {
            throw notWritten(e);
        }
    }

    private void send(String id, byte @Nullable [] value) throws ExecutionException {
        try {
            producer().send(new ProducerRecord<>(topic, id, value)).get(AT_MOST.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw notWritten(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private IllegalStateException notWritten(Exception failure) {
        return new IllegalStateException("the dead letter could not be written to topic " + topic, failure);
    }

    private <T> T read(Function<DeadLetterTopic, T> reading) {
        try (var records = new DeadLetterTopic(connection.get(), topic, AT_MOST)) {
            return reading.apply(records);
        }
    }

    private synchronized Producer<String, byte[]> producer() {
        if (producer == null) {
            Map<String, Object> settings = new HashMap<>(connection.get());
            settings.put("acks", "all");
            settings.put("compression.type", "gzip");
            settings.put("max.request.size", LARGEST_LETTER);
            settings.put("max.block.ms", AT_MOST.toMillis());
            settings.put("request.timeout.ms", (int) AT_MOST.dividedBy(3).toMillis());
            settings.put("delivery.timeout.ms", (int) AT_MOST.toMillis());
            producer = new KafkaProducer<>(settings, new StringSerializer(), new ByteArraySerializer());
        }
        return producer;
    }
}

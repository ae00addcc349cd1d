package dev.serai.sink.deadletter;

import dev.serai.store.KafkaClients;
import dev.serai.store.SinkStore;

/**
 * What happens to events that are given up: {@code serai.events.dead-letters*}.
 *
 * @param topic the Kafka topic that they go to; empty to keep them in the data directory
 * @param brokers the bootstrap servers of the topic; unused without one
 * @param most how many of them the data directory keeps, and how many of a topic are listed
 */
public record DeadLetterConfiguration(String topic, String brokers, int most) {

    private static final String FILE = "file:";
    private static final String KAFKA = "kafka:";

    public DeadLetterConfiguration {
        if (most < 1) {
            throw new IllegalArgumentException(
                    "serai.events.dead-letters.most is %d; there is room for at least 1".formatted(most));
        }
    }

    /**
     * Reads the settings; {@code brokers} are needed only for a topic.
     *
     * @throws IllegalArgumentException if one is wrong
     */
    public static DeadLetterConfiguration parse(String deadLetters, int most, String brokers) {
        if (deadLetters.equals(FILE)) {
            return new DeadLetterConfiguration("", "", most);
        }
        if (deadLetters.startsWith(KAFKA)
                && deadLetters.substring(KAFKA.length()).matches("[A-Za-z0-9._-]{1,249}")) {
            if (brokers.isEmpty()) {
                throw new IllegalArgumentException(
                        "serai.events.dead-letters is '%s', and serai.events.kafka.brokers names no broker, nor does camel.component.kafka.brokers"
                                .formatted(deadLetters));
            }
            return new DeadLetterConfiguration(deadLetters.substring(KAFKA.length()), brokers, most);
        }
        throw new IllegalArgumentException(
                "serai.events.dead-letters is '%s'; it is file: or kafka:<topic>".formatted(deadLetters));
    }

    /** Opens the dead letters; {@code store} is the data directory, {@code kafka} knows how to reach a topic. */
    public DeadLetters open(KafkaClients kafka, SinkStore store) {
        var file = new FileDeadLetters(store, most);
        return topic.isEmpty() ? file : new KafkaDeadLetters(() -> kafka.connection(brokers), topic, most, file);
    }
}

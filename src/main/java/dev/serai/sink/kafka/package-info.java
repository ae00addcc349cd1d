/**
 * Delivery to a Kafka topic. Enter at {@link dev.serai.sink.kafka.KafkaSink}.
 *
 * <p>Invariant: what the topic can never take becomes a dead letter, and what follows goes on.
 */
@NullMarked
package dev.serai.sink.kafka;

import org.jspecify.annotations.NullMarked;

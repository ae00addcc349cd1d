/**
 * Delivery to a Kafka topic. Enter at {@link dev.serai.sink.kafka.KafkaSink}.
 *
 * <p>Invariant: an event that the topic can never take becomes a dead letter, and later events go on.
 */
@NullMarked
package dev.serai.sink.kafka;

import org.jspecify.annotations.NullMarked;

package dev.serai.sink.kafka;

import dev.serai.cloudevent.EventHeaders;
import dev.serai.sink.deadletter.DeadLetter;
import dev.serai.sink.deadletter.EventSinks;
import dev.serai.sink.deadletter.KameletSink;
import java.time.Instant;
import java.util.Optional;
import org.apache.camel.Exchange;
import org.apache.camel.InvalidPayloadException;
import org.apache.camel.Message;
import org.apache.camel.NoTypeConversionAvailableException;
import org.apache.camel.TypeConversionException;
import org.apache.kafka.common.InvalidRecordException;
import org.apache.kafka.common.errors.InvalidTimestampException;
import org.apache.kafka.common.errors.RecordBatchTooLargeException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.errors.UnsupportedForMessageFormatException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends one route's events to one topic: the Java side of the kamelet {@code cloudevents-kafka-sink}. An event that
 * Kafka can never take becomes a dead letter, so that later events of the same object go on. Every other failure goes
 * back to {@code kube-watch:}, which tries again.
 */
// Camel sets everything before it opens the bean.
@SuppressWarnings("NullAway.Init")
public final class KafkaSink extends KameletSink {

    private static final Logger LOG = LoggerFactory.getLogger(KafkaSink.class);
    private static final String EVENT = "SeraiKafkaEvent";

    private String topic;
    private @Nullable EventSinks sinks;

    /** Joins the other sinks; called after everything is set. */
    public void open() {
        sinks = getCamelContext().getRegistry().lookupByNameAndType("eventSinks", EventSinks.class);
        if (sinks != null) {
            sinks.add(this);
        }
    }

    /** Leaves the other sinks. */
    public void close() {
        if (sinks != null) {
            sinks.remove(this);
        }
    }

    /** Keeps the event as it was before it becomes a record, and marks one that is delivered again. */
    public void enter(Exchange exchange) {
        exchange.setProperty(EVENT, exchange.getMessage().copy());
        if (exchange.getProperty(REPLAY) != null) {
            exchange.getMessage().setHeader("ce_replayed", "true");
        }
    }

    /** Turns the message back into the event, with which the rest of the route goes on. */
    public void restore(Exchange exchange) {
        exchange.setMessage(exchange.getProperty(EVENT, Message.class).copy());
    }

    /**
     * The record was not taken.
     *
     * @throws Exception the failure, if the event must be tried again; otherwise the event is a dead letter now
     */
    public void failed(Exchange exchange) throws Exception {
        restore(exchange);
        Exception failure = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class);
        Optional<String> never = whyNever(failure, exchange.getMessage());
        if (never.isEmpty() || sinks == null || exchange.getProperty(REPLAY) != null) {
            throw failure;
        }
        Instant now = sinks.clock().instant();
        int attempts = exchange.getMessage().getHeader(EventHeaders.ATTEMPT, 1, Integer.class);
        var letter = DeadLetter.of(
                exchange.getMessage(),
                new DeadLetter.Failure(name(), parentRouteId(), never.get(), attempts, now, now));
        sinks.deadLetters().add(letter);
        LOG.warn("{}: {}; {} is a dead letter", name(), never.get(), letter.id());
    }

    // Why another attempt would not help; empty if it might. Of exceptions only the class, for people.
    private static Optional<String> whyNever(Throwable failure, Message event) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            String type = cause.getClass().getSimpleName();
            if (cause instanceof RecordTooLargeException || cause instanceof RecordBatchTooLargeException) {
                byte[] body = event.getBody(byte[].class);
                return Optional.of(
                        "%d bytes are more than the topic takes (%s)".formatted(body == null ? 0 : body.length, type));
            }
            if (cause instanceof SerializationException
                    || cause instanceof TypeConversionException
                    || cause instanceof NoTypeConversionAvailableException
                    || cause instanceof InvalidPayloadException) {
                return Optional.of("cannot be made a record (%s)".formatted(type));
            }
            if (cause instanceof InvalidRecordException
                    || cause instanceof InvalidTimestampException
                    || cause instanceof UnsupportedForMessageFormatException) {
                return Optional.of("the topic takes no such record (%s)".formatted(type));
            }
        }
        return Optional.empty();
    }

    @Override
    public String name() {
        return "kafka-" + topic;
    }

    public void setTopic(String topic) {
        this.topic = topic;
    }
}

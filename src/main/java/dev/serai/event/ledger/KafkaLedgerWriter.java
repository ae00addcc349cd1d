package dev.serai.event.ledger;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RecordBatchTooLargeException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes one subscription's part of a topic on a thread of its own: in order, everything that waits in one transaction.
 * After a failed write it takes nothing more.
 */
final class KafkaLedgerWriter implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(KafkaLedgerWriter.class);
    private static final int LARGEST_BATCH = 500;
    // Nobody waits for writes that announce nothing; this many of them may wait.
    private static final int QUEUE = 2_000;

    private final String name;
    private final TopicPartition partition;
    private final KafkaProducer<String, byte[]> producer;
    private final BlockingQueue<Write> queue = new LinkedBlockingQueue<>(QUEUE);
    private final Thread thread;
    private volatile boolean closed;
    private volatile @Nullable RuntimeException failure;

    /** Value and entry are null if the object is forgotten; for the beginning only the entry is null. */
    private record Write(
            String key, byte @Nullable [] value, Ledger.@Nullable Entry entry, CompletableFuture<Void> done) {

        /** The same with only what is needed to find the entry again, without the rest of the object. */
        Write small(Ledger.Entry whole) {
            return new Write(key, LedgerEntryCodec.encode(LedgerEntryCodec.withoutContent(whole)), null, done);
        }
    }

    /** {@code name} is the name of the position. Closing the writer closes the producer. */
    KafkaLedgerWriter(String name, TopicPartition partition, KafkaProducer<String, byte[]> producer) {
        this.name = name;
        this.partition = partition;
        this.producer = producer;
        this.thread = new Thread(this::write, "kafka-ledger");
        thread.setDaemon(true);
        thread.start();
    }

    /**
     * Takes a record as soon as there is room for it.
     *
     * @param value null to forget the object
     * @param entry what the value was made of; null if it is no entry
     * @return done when the topic has it
     * @throws LedgerLostException if it takes nothing any more
     */
    CompletableFuture<Void> send(String key, byte @Nullable [] value, Ledger.@Nullable Entry entry) {
        var write = new Write(key, value, entry, new CompletableFuture<>());
        try {
            while (!queue.offer(write, 100, TimeUnit.MILLISECONDS)) {
                checkOpen();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LedgerLostException("interrupted", e);
        }
        checkOpen();
        return write.done();
    }

    private void checkOpen() {
        if (failure != null) {
            throw new LedgerLostException("%s is no longer this Serai's".formatted(name), failure);
        }
        if (closed) {
            throw new LedgerLostException("%s is closed".formatted(name), null);
        }
    }

    /** Writes what waits, and closes the producer. */
    @Override
    public void close() {
        closed = true;
        try {
            thread.join(Duration.ofSeconds(5).toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        producer.close(Duration.ofSeconds(1));
    }

    private void write() {
        var batch = new ArrayList<Write>();
        while (!(closed && queue.isEmpty())) {
            try {
                Write first = queue.poll(100, TimeUnit.MILLISECONDS);
                if (first != null) {
                    batch.add(first);
                    queue.drainTo(batch, LARGEST_BATCH - 1);
                    commit(batch);
                    batch.clear();
                }
            } catch (RuntimeException | InterruptedException e) {
                fail(e instanceof RuntimeException failed ? failed : new LedgerLostException("interrupted", e), batch);
                return;
            }
        }
    }

    // One object that is too large for the topic must not end the subscription. It stays whole in the local copy, and
    // whoever resumes from the topic knows at least that it existed.
    private void commit(List<Write> batch) {
        try {
            write(batch);
        } catch (KafkaException e) {
            if (!isTooLarge(e)) {
                throw e;
            }
            producer.abortTransaction();
            Ledger.Entry entry = batch.get(0).entry();
            if (batch.size() > 1) {
                batch.forEach(write -> commit(List.of(write)));
            } else if (entry != null) {
                LOG.warn(
                        "{} is too large for topic {}; it is remembered there without its content",
                        entry.path(),
                        partition.topic());
                write(List.of(batch.get(0).small(entry)));
            } else {
                throw e;
            }
        }
    }

    private static boolean isTooLarge(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof RecordTooLargeException || cause instanceof RecordBatchTooLargeException) {
                return true;
            }
        }
        return false;
    }

    private void write(List<Write> batch) {
        producer.beginTransaction();
        for (Write write : batch) {
            producer.send(new ProducerRecord<>(partition.topic(), partition.partition(), write.key(), write.value()));
        }
        producer.commitTransaction();
        batch.forEach(write -> write.done().complete(null));
    }

    private void fail(RuntimeException cause, List<Write> batch) {
        failure = cause;
        batch.forEach(write -> write.done().completeExceptionally(cause));
        for (Write write = queue.poll(); write != null; write = queue.poll()) {
            write.done().completeExceptionally(cause);
        }
    }
}

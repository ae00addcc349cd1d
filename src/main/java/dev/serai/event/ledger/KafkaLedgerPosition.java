package dev.serai.event.ledger;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RecordBatchTooLargeException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One subscription's part of a topic. Reads are answered from the local copy. Writes go to both, in order, all that wait
 * in one transaction; whoever announces waits for it. After a write that failed nothing more is taken.
 */
final class KafkaLedgerPosition implements Ledger.Position, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(KafkaLedgerPosition.class);
    private static final int LARGEST_BATCH = 500;
    // What is not announced is not waited for; so much of it may be on its way.
    private static final int QUEUE = 2_000;

    private final String name;
    private final TopicPartition partition;
    private final KafkaProducer<String, byte[]> producer;
    private final Ledger.Position local;
    private final BlockingQueue<Write> queue = new LinkedBlockingQueue<>(QUEUE);
    private final Thread writer;
    private volatile boolean begun;
    private volatile int histories;
    private volatile boolean closed;
    private volatile RuntimeException failure;

    /** Of what is forgotten the entry is null; of the beginning, too. */
    private record Write(String key, byte[] value, Ledger.Entry entry, CompletableFuture<Void> done) {

        /** The same with what an entry needs to be found again, and no more of the object. */
        Write small() {
            return new Write(key, LedgerEntryCodec.encode(LedgerEntryCodec.withoutContent(entry)), null, done);
        }
    }

    /** {@code begun} is what the topic has under the name; null where it has nothing. */
    KafkaLedgerPosition(
            String name,
            TopicPartition partition,
            byte[] begun,
            KafkaProducer<String, byte[]> producer,
            Ledger.Position local) {
        this.name = name;
        this.partition = partition;
        this.producer = producer;
        this.local = local;
        this.begun = begun != null;
        this.histories = LedgerEntryCodec.decodeHistories(begun);
        this.writer = new Thread(this::write, "kafka-ledger");
        writer.setDaemon(true);
        writer.start();
    }

    /** Takes a record of the topic into a local copy, if it is of the position {@code name}. */
    static void apply(String name, String key, byte[] value, Ledger.Position local) {
        if (key.startsWith(name + " ")) {
            String uid = key.substring(name.length() + 1);
            if (value == null) {
                local.forget(uid);
            } else {
                local.remember(LedgerEntryCodec.decode(uid, value));
            }
        }
    }

    @Override
    public boolean begun() {
        return begun;
    }

    @Override
    public void begin() {
        histories(histories);
        begun = true;
    }

    @Override
    public int histories() {
        return histories;
    }

    @Override
    public void histories(int ended) {
        await(send(name, LedgerEntryCodec.encodeHistories(ended), null));
        histories = ended;
    }

    @Override
    public Ledger.Entry get(String uid) {
        return local.get(uid);
    }

    @Override
    public Stream<Ledger.Entry> entries() {
        return local.entries();
    }

    @Override
    public void announce(Ledger.Entry entry) {
        await(send(key(entry.uid()), LedgerEntryCodec.encode(entry), entry));
        local.remember(entry);
    }

    @Override
    public void remember(Ledger.Entry entry) {
        send(key(entry.uid()), LedgerEntryCodec.encode(entry), entry);
        local.remember(entry);
    }

    @Override
    public void forget(String uid) {
        send(key(uid), null, null);
        local.forget(uid);
    }

    /** Writes what waits, and gives the producer back. */
    @Override
    public void close() {
        closed = true;
        try {
            writer.join(Duration.ofSeconds(5).toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        producer.close(Duration.ofSeconds(1));
    }

    private String key(String uid) {
        return name + " " + uid;
    }

    private CompletableFuture<Void> send(String key, byte[] value, Ledger.Entry entry) {
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

    private void await(CompletableFuture<Void> done) {
        try {
            done.join();
        } catch (CompletionException e) {
            throw new LedgerLostException("%s could not be written".formatted(name), e.getCause());
        }
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

    // One object that the topic is too small for must not end the subscription: it stays whole in the local copy, and
    // whoever goes on from the topic knows at least that there was one.
    private void commit(List<Write> batch) {
        try {
            write(batch);
        } catch (KafkaException e) {
            if (!isTooLarge(e)) {
                throw e;
            }
            producer.abortTransaction();
            if (batch.size() > 1) {
                batch.forEach(write -> commit(List.of(write)));
            } else if (batch.get(0).entry() != null) {
                LOG.warn(
                        "{} is too large for topic {}; it is remembered there without its content",
                        batch.get(0).entry().path(),
                        partition.topic());
                write(List.of(batch.get(0).small()));
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

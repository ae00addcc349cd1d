package dev.serai.event.ledger;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One subscription's part of a topic. The local copy answers reads. Writes go to both; an announcement waits until the
 * topic has it.
 */
final class KafkaLedgerPosition implements Ledger.Position, AutoCloseable {

    private final String name;
    private final KafkaLedgerWriter writer;
    private final Ledger.Position local;
    private volatile boolean begun;
    private volatile int histories;

    /** {@code begun} is the topic's value under the name; null if there is none. */
    KafkaLedgerPosition(String name, byte @Nullable [] begun, KafkaLedgerWriter writer, Ledger.Position local) {
        this.name = name;
        this.writer = writer;
        this.local = local;
        this.begun = begun != null;
        this.histories = LedgerEntryCodec.decodeHistories(begun);
    }

    /** Copies a record of the topic into a local copy, if it belongs to the position {@code name}. */
    static void apply(String name, String key, byte @Nullable [] value, Ledger.Position local) {
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
        await(writer.send(name, LedgerEntryCodec.encodeHistories(ended), null));
        histories = ended;
    }

    @Override
    public Ledger.@Nullable Entry get(String uid) {
        return local.get(uid);
    }

    @Override
    public Stream<Ledger.Entry> entries() {
        return local.entries();
    }

    @Override
    public void announce(Ledger.Entry entry) {
        await(writer.send(key(entry.uid()), LedgerEntryCodec.encode(entry), entry));
        local.remember(entry);
    }

    @Override
    public void remember(Ledger.Entry entry) {
        writer.send(key(entry.uid()), LedgerEntryCodec.encode(entry), entry);
        local.remember(entry);
    }

    @Override
    public void forget(String uid) {
        writer.send(key(uid), null, null);
        local.forget(uid);
    }

    /** Writes what waits, and closes the producer. */
    @Override
    public void close() {
        writer.close();
    }

    private String key(String uid) {
        return name + " " + uid;
    }

    private void await(CompletableFuture<Void> done) {
        try {
            done.join();
        } catch (CompletionException e) {
            throw new LedgerLostException("%s could not be written".formatted(name), e.getCause());
        }
    }
}

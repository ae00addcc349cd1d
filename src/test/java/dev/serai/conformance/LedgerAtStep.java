package dev.serai.conformance;

import dev.serai.event.ledger.FileLedger;
import dev.serai.event.ledger.Ledger;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * A file ledger whose process can be killed at a step of a delivery: what is in the file at that moment is what the
 * next process finds, and nothing that comes after counts.
 */
final class LedgerAtStep implements Ledger {

    /** Where a delivery can be when the process is killed. */
    enum Step {
        BEFORE_ANNOUNCING,
        BEFORE_SENDING,
        BEFORE_ACKNOWLEDGING,
        AFTER
    }

    private final FileLedger ledger;
    private final Path directory;
    private final Path remains;
    private final Consumer<Step> steps;
    private volatile boolean taken;

    /** {@code steps} is told of each step and may {@link #kill()}. */
    LedgerAtStep(Path directory, Path remains, Consumer<Step> steps) {
        this.ledger = FileLedger.open(directory);
        this.directory = directory;
        this.remains = remains;
        this.steps = steps;
    }

    /** Copies what is in the file now to {@code remains}. */
    void kill() {
        try {
            Files.createDirectories(remains);
            Files.copy(directory.resolve("ledger.mv"), remains.resolve("ledger.mv"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public Position position(String subscription, String resource) {
        Position position = ledger.position(subscription, resource);
        return new Position() {
            @Override
            public boolean begun() {
                return position.begun();
            }

            @Override
            public void begin() {
                position.begin();
            }

            @Override
            public int histories() {
                return position.histories();
            }

            @Override
            public void histories(int ended) {
                position.histories(ended);
            }

            @Override
            public Entry get(String uid) {
                return position.get(uid);
            }

            @Override
            public Stream<Entry> entries() {
                return position.entries();
            }

            @Override
            public void announce(Entry entry) {
                write(() -> position.announce(entry));
            }

            @Override
            public void remember(Entry entry) {
                write(() -> position.remember(entry));
            }

            @Override
            public void forget(String uid) {
                write(() -> position.forget(uid));
            }
        };
    }

    /** The sink has taken what is delivered: what is written next acknowledges it. */
    void taken() {
        taken = true;
        steps.accept(Step.BEFORE_ACKNOWLEDGING);
    }

    private void write(Runnable write) {
        if (taken) {
            taken = false;
            write.run();
            steps.accept(Step.AFTER);
        } else {
            steps.accept(Step.BEFORE_ANNOUNCING);
            write.run();
        }
    }

    @Override
    public void close() {
        ledger.close();
    }
}

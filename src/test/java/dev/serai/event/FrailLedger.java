package dev.serai.event;

import dev.serai.event.delivery.Events;
import dev.serai.event.ledger.Ledger;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/** Fails, or does not answer, for as long as a test wants. */
final class FrailLedger implements Ledger {
    final CountDownLatch hang = new CountDownLatch(1);
    private final Events.MemoryPosition memory = new Events.MemoryPosition();
    final AtomicInteger asked = new AtomicInteger();
    volatile RuntimeException failure;
    volatile boolean hangs;

    @Override
    public Position position(String subscription, String resource) {
        asked.incrementAndGet();
        if (hangs) {
            try {
                hang.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
        failIfLost();
        return new FrailPosition();
    }

    @Override
    public void close() {}

    private void failIfLost() {
        if (failure != null) {
            throw failure;
        }
    }

    private final class FrailPosition implements Position {
        @Override
        public boolean begun() {
            return memory.begun();
        }

        @Override
        public void begin() {
            memory.begin();
        }

        @Override
        public int histories() {
            return memory.histories();
        }

        @Override
        public void histories(int ended) {
            memory.histories(ended);
        }

        @Override
        public Entry get(String uid) {
            return memory.get(uid);
        }

        @Override
        public Stream<Entry> entries() {
            return memory.entries();
        }

        @Override
        public void announce(Entry entry) {
            failIfLost();
            memory.announce(entry);
        }

        @Override
        public void remember(Entry entry) {
            failIfLost();
            memory.remember(entry);
        }

        @Override
        public void forget(String uid) {
            failIfLost();
            memory.forget(uid);
        }
    }
}

package dev.serai.event.delivery;

import dev.serai.cache.store.Change;
import dev.serai.event.ledger.Ledger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Events and ledgers of tests. */
public final class Events {

    private Events() {}

    public static WatchEvent event(Change.Type type, String uid, int version) {
        return event(type, uid, version, new MemoryPosition());
    }

    public static WatchEvent event(Change.Type type, String uid, int version, Ledger.Position position) {
        return event(type, uid, uid, version, position);
    }

    public static WatchEvent event(Change.Type type, String uid, String name, int version, Ledger.Position position) {
        return event(type, uid, "/api/v1/namespaces/shop/pods/" + name, version, position, 0);
    }

    public static WatchEvent event(
            Change.Type type, String uid, String path, int version, Ledger.Position position, int histories) {
        return new WatchEvent(
                type,
                false,
                uid,
                Integer.toString(version),
                path,
                Instant.EPOCH,
                () -> bytes("{}"),
                null,
                position,
                histories);
    }

    public static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** Forgets when it is let go. */
    public static class MemoryPosition implements Ledger.Position {
        private final List<Ledger.Entry> entries = new ArrayList<>();
        private boolean begun;
        private int histories;

        @Override
        public synchronized boolean begun() {
            return begun;
        }

        @Override
        public synchronized void begin() {
            begun = true;
        }

        @Override
        public synchronized int histories() {
            return histories;
        }

        @Override
        public synchronized void histories(int ended) {
            histories = ended;
        }

        @Override
        public synchronized Ledger.Entry get(String uid) {
            return entries.stream()
                    .filter(entry -> entry.uid().equals(uid))
                    .findFirst()
                    .orElse(null);
        }

        @Override
        public synchronized Stream<Ledger.Entry> entries() {
            return List.copyOf(entries).stream();
        }

        @Override
        public void announce(Ledger.Entry entry) {
            remember(entry);
        }

        @Override
        public synchronized void remember(Ledger.Entry entry) {
            forget(entry.uid());
            entries.add(entry);
        }

        @Override
        public synchronized void forget(String uid) {
            entries.removeIf(entry -> entry.uid().equals(uid));
        }
    }
}

package dev.serai.event.ledger;

import dev.serai.store.DataDirectory;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.type.ByteArrayDataType;
import org.h2.mvstore.type.StringDataType;
import org.jspecify.annotations.Nullable;

/**
 * The ledger as one file. A crash loses at most the last second of delivered events, which then come again. It loses
 * nothing that was announced.
 */
public final class FileLedger implements Ledger {

    private static final int CACHE_MEGABYTES = 4;
    // No subscription can have this name: their names hold a blank.
    private static final String BEGUN = "begun";

    private final MVStore store;

    private FileLedger(MVStore store) {
        this.store = store;
    }

    /**
     * Opens the ledger in {@code directory}, and creates the directory if needed.
     *
     * @throws IllegalStateException if another process has it open
     */
    public static FileLedger open(Path directory) {
        return new FileLedger(new DataDirectory(directory).open("ledger.mv", CACHE_MEGABYTES));
    }

    /** A ledger that is lost on close, for a cluster that is lost too. */
    public static FileLedger inMemory() {
        return new FileLedger(new MVStore.Builder().open());
    }

    @Override
    public Position position(String subscription, String resource) {
        String name = subscription + " " + resource;
        return new MapPosition(name, map(name), map(BEGUN));
    }

    private MVMap<String, byte[]> map(String name) {
        return store.openMap(
                name,
                new MVMap.Builder<String, byte[]>()
                        .keyType(StringDataType.INSTANCE)
                        .valueType(ByteArrayDataType.INSTANCE));
    }

    @Override
    public void close() {
        store.close();
    }

    private record MapPosition(String name, MVMap<String, byte[]> map, MVMap<String, byte[]> beginnings)
            implements Position {

        @Override
        public boolean begun() {
            return beginnings.containsKey(name);
        }

        @Override
        public void begin() {
            if (!begun()) {
                histories(0);
            }
            map.getStore().commit();
        }

        @Override
        public int histories() {
            return LedgerEntryCodec.decodeHistories(beginnings.get(name));
        }

        @Override
        public void histories(int ended) {
            beginnings.put(name, LedgerEntryCodec.encodeHistories(ended));
            map.getStore().commit();
        }

        @Override
        public @Nullable Entry get(String uid) {
            byte[] value = map.get(uid);
            return value == null ? null : LedgerEntryCodec.decode(uid, value);
        }

        @Override
        public Stream<Entry> entries() {
            return map.entrySet().stream().map(entry -> LedgerEntryCodec.decode(entry.getKey(), entry.getValue()));
        }

        @Override
        public void announce(Entry entry) {
            remember(entry);
            map.getStore().commit();
        }

        @Override
        public void remember(Entry entry) {
            map.put(entry.uid(), LedgerEntryCodec.encode(entry));
        }

        @Override
        public void forget(String uid) {
            map.remove(uid);
        }
    }
}

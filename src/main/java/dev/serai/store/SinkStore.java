package dev.serai.store;

import java.nio.file.Path;
import java.util.Map;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;

/** What sinks must remember over restarts, in one file. */
public final class SinkStore implements AutoCloseable {

    private static final int CACHE_MEGABYTES = 1;

    private final MVStore store;

    private SinkStore(MVStore store) {
        this.store = store;
    }

    /**
     * Opens {@code sinks.mv} in {@code directory}, which is made when it does not exist.
     *
     * @throws IllegalStateException if another process has it open
     */
    public static SinkStore open(Path directory) {
        return new SinkStore(new DataDirectory(directory).open("sinks.mv", CACHE_MEGABYTES));
    }

    /** A store that is gone when it is closed. */
    public static SinkStore inMemory() {
        return new SinkStore(new MVStore.Builder().open());
    }

    /** The attempts that were made for events that no receiver has taken yet. */
    public Map<String, String> attempts() {
        return store.openMap("attempts");
    }

    /** The endpoints that are disabled, and since when. */
    public Map<String, String> disabled() {
        return store.openMap("disabled");
    }

    /** Dead letters by number, the older the smaller. */
    public MVMap<Long, byte[]> deadLetters() {
        return store.openMap("dead-letters");
    }

    /** The numbers of the dead letters by their ids. */
    public Map<String, Long> deadLetterNumbers() {
        return store.openMap("dead-letter-numbers");
    }

    /** Writes to the disk what must not be lost, whatever comes. */
    public void commit() {
        store.commit();
    }

    @Override
    public void close() {
        store.close();
    }
}

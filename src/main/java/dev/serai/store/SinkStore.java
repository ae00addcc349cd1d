package dev.serai.store;

import java.nio.file.Path;
import java.util.Map;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;

/** The file in which sinks remember things over restarts. */
public final class SinkStore implements AutoCloseable {

    private static final int CACHE_MEGABYTES = 1;

    private final MVStore store;

    private SinkStore(MVStore store) {
        this.store = store;
    }

    /**
     * Opens {@code sinks.mv} in {@code directory}, and creates the directory if needed.
     *
     * @throws IllegalStateException if another process has it open
     */
    public static SinkStore open(Path directory) {
        return new SinkStore(new DataDirectory(directory).open("sinks.mv", CACHE_MEGABYTES));
    }

    /** A store that is lost on close. */
    public static SinkStore inMemory() {
        return new SinkStore(new MVStore.Builder().open());
    }

    /** The attempts for events that no receiver has taken yet. */
    public Map<String, String> attempts() {
        return store.openMap("attempts");
    }

    /** The disabled endpoints, and since when they are. */
    public Map<String, String> disabled() {
        return store.openMap("disabled");
    }

    /** Dead letters by number; older ones have smaller numbers. */
    public MVMap<Long, byte[]> deadLetters() {
        return store.openMap("dead-letters");
    }

    /** The numbers of the dead letters, by id. */
    public Map<String, Long> deadLetterNumbers() {
        return store.openMap("dead-letter-numbers");
    }

    /** Writes to the disk, so that a crash loses nothing. */
    public void commit() {
        store.commit();
    }

    @Override
    public void close() {
        store.close();
    }
}

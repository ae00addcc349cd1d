package dev.serai.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.h2.mvstore.DataUtils;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.MVStoreException;

/** What sinks must remember over restarts, in one file. */
public final class DataDirectory implements AutoCloseable {

    private static final int CACHE_MEGABYTES = 1;

    private final MVStore store;

    private DataDirectory(MVStore store) {
        this.store = store;
    }

    /**
     * Opens {@code sinks.mv} in {@code directory}, which is made when it does not exist.
     *
     * @throws IllegalStateException if another process has it open
     */
    public static DataDirectory open(Path directory) {
        Path file = directory.resolve("sinks.mv");
        try {
            Files.createDirectories(directory);
            return new DataDirectory(new MVStore.Builder()
                    .fileName(file.toString())
                    .cacheSize(CACHE_MEGABYTES)
                    .compress()
                    .open());
        } catch (IOException e) {
            throw new UncheckedIOException("serai.data.directory '%s' cannot be made".formatted(directory), e);
        } catch (MVStoreException e) {
            if (e.getErrorCode() != DataUtils.ERROR_FILE_LOCKED) {
                throw e;
            }
            throw new IllegalStateException(
                    "serai.data.directory '%s' is in use by another Serai; give each its own".formatted(directory), e);
        }
    }

    /** A store that is gone when it is closed. */
    public static DataDirectory inMemory() {
        return new DataDirectory(new MVStore.Builder().open());
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

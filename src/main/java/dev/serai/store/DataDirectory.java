package dev.serai.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.h2.mvstore.DataUtils;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.MVStoreException;

/**
 * The directory of files that outlive a restart. Each file is locked while it is open, so that two processes cannot
 * share one directory.
 *
 * @param path the directory; it is created when the first file is opened
 */
public record DataDirectory(Path path) {

    /**
     * Opens a file, and creates it if needed.
     *
     * @param name the file's name in the directory
     * @param cacheMegabytes how much of it is kept in memory
     * @throws IllegalStateException if another process has it open
     */
    public MVStore open(String name, int cacheMegabytes) {
        try {
            Files.createDirectories(path);
            return new MVStore.Builder()
                    .fileName(path.resolve(name).toString())
                    .cacheSize(cacheMegabytes)
                    .compress()
                    .open();
        } catch (IOException e) {
            throw new UncheckedIOException("serai.data.directory '%s' cannot be made".formatted(path), e);
        } catch (MVStoreException e) {
            if (e.getErrorCode() != DataUtils.ERROR_FILE_LOCKED) {
                throw e;
            }
            throw new IllegalStateException(
                    "serai.data.directory '%s' is in use by another Serai; give each its own".formatted(path), e);
        }
    }
}

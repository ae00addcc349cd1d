package dev.serai.security.tls;

import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What some PEM files hold together, read again when they change. It looks at what is in the files: a mounted Secret
 * changes by a link, which neither a watch of the files nor their time tells reliably.
 *
 * @param <T> what they hold
 */
final class PemFiles<T> {

    private static final Logger LOG = LoggerFactory.getLogger(PemFiles.class);

    private final List<PemFile> files;
    private final Function<List<byte[]>, T> parser;
    private @Nullable List<byte[]> used;
    private @Nullable String told;

    /** {@code parser} gets the bytes of each file, and throws an IllegalArgumentException if they are of no use. */
    PemFiles(List<PemFile> files, Function<List<byte[]>, T> parser) {
        this.files = files;
        this.parser = parser;
    }

    /**
     * Reads them.
     *
     * @throws IllegalArgumentException if they are of no use; the message names key, file and reason
     */
    T read() {
        List<byte[]> content = content();
        T read;
        try {
            read = parser.apply(content);
        } catch (IllegalArgumentException torn) {
            // One file may have been read before all of them were replaced at once, and the other one after.
            content = content();
            read = parser.apply(content);
        }
        used = content;
        return read;
    }

    /** Gives {@code taker} what the files hold if they have changed and can be used; tells once if they cannot. */
    void readIfChanged(Consumer<T> taker) {
        try {
            if (!isUsed(content())) {
                taker.accept(read());
                LOG.info("read again: {}", files.stream().map(PemFile::path).toList());
            }
            told = null;
        } catch (IllegalArgumentException unusable) {
            String why = String.valueOf(unusable.getMessage());
            if (!why.equals(told)) {
                told = why;
                LOG.warn("{}; what was read before is used", why);
            }
        }
    }

    private List<byte[]> content() {
        return files.stream().map(PemFile::read).toList();
    }

    private boolean isUsed(List<byte[]> content) {
        return used != null && Arrays.deepEquals(used.toArray(), content.toArray());
    }
}

package dev.serai.lister;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What {@code kube-cache:} does. */
enum KubeCacheOperation {
    GET,
    LIST,
    COUNT;

    /**
     * Reads the word for it.
     *
     * @throws IllegalArgumentException if it is none; null, too
     */
    static KubeCacheOperation parse(@Nullable String word) {
        for (KubeCacheOperation operation : values()) {
            if (operation.name().toLowerCase(Locale.ROOT).equals(word)) {
                return operation;
            }
        }
        throw new IllegalArgumentException(
                word == null
                        ? "kube-cache: operation: it is missing, in the endpoint and in the header %s; get, list or count"
                                .formatted(KubeCacheHeaders.OPERATION)
                        : "kube-cache: operation: '%s' is none of get, list, count".formatted(word));
    }
}

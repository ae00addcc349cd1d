package dev.serai.cache.object;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The versions of a resource are not numbers, which an aggregated API server may do. Nobody can say which of two is
 * newer, so Serai can neither keep the resource up to date nor wait for a version.
 */
public final class UnorderedVersionException extends RuntimeException {

    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,18}");

    private UnorderedVersionException(@Nullable String version) {
        super("its resource version '%s' is no number".formatted(version));
    }

    /** Whether a version can be compared with others; {@code version} may be null. */
    static boolean isOrdered(@Nullable String version) {
        return version != null && NUMBER.matcher(version).matches();
    }

    /**
     * Checks that a version can be compared with others.
     *
     * @throws UnorderedVersionException if it cannot
     */
    public static void check(@Nullable String version) {
        if (!isOrdered(version)) {
            throw new UnorderedVersionException(version);
        }
    }
}

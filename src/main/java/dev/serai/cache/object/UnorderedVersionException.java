package dev.serai.cache.object;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The versions of a resource are no numbers, as an aggregated API server may have them: of two of them nobody can say
 * which is newer, so that nothing can be kept up to date or waited for.
 */
public final class UnorderedVersionException extends RuntimeException {

    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,18}");

    private UnorderedVersionException(@Nullable String version) {
        super("its resource version '%s' is no number".formatted(version));
    }

    /** Whether a version, which may be null, can be compared with others. */
    static boolean isOrdered(@Nullable String version) {
        return version != null && NUMBER.matcher(version).matches();
    }

    /**
     * Does nothing where a version can be compared with others.
     *
     * @throws UnorderedVersionException else
     */
    public static void check(@Nullable String version) {
        if (!isOrdered(version)) {
            throw new UnorderedVersionException(version);
        }
    }
}

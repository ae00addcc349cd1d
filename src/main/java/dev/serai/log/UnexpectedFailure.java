package dev.serai.log;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/** Logs a failure that nobody expected. */
public final class UnexpectedFailure {

    private UnexpectedFailure() {}

    /**
     * Logs at ERROR the class of the exception and its stack, and at DEBUG its message and causes.
     *
     * @param what what failed, with <code>{}</code> in place of each of {@code values}
     */
    public static void log(Logger log, Throwable failure, String what, @Nullable Object... values) {
        log.error(what + ": {}", with(values, LoggedCause.trace(failure)));
        if (log.isDebugEnabled()) {
            log.debug(what + ": {}", with(values, LoggedCause.of(failure)));
        }
    }

    private static @Nullable Object[] with(@Nullable Object[] values, String last) {
        @Nullable Object[] all = Arrays.copyOf(values, values.length + 1, Object[].class);
        all[values.length] = last;
        return all;
    }
}

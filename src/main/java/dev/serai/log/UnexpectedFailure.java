package dev.serai.log;

import java.util.Arrays;
import org.slf4j.Logger;

/** Tells the operator of a failure that nobody foresaw. */
public final class UnexpectedFailure {

    private UnexpectedFailure() {}

    /**
     * Logs what failed: at ERROR with the class of the exception and where it was thrown, at DEBUG with its message and
     * causes.
     *
     * @param what what failed, with <code>{}</code> in place of each of {@code values}
     */
    public static void log(Logger log, Throwable failure, String what, Object... values) {
        log.error(what + ": {}", with(values, LoggedCause.trace(failure)));
        if (log.isDebugEnabled()) {
            log.debug(what + ": {}", with(values, LoggedCause.of(failure)));
        }
    }

    private static Object[] with(Object[] values, String last) {
        Object[] all = Arrays.copyOf(values, values.length + 1, Object[].class);
        all[values.length] = last;
        return all;
    }
}

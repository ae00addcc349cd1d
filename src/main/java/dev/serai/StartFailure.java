package dev.serai;

import dev.serai.log.LoggedCause;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells the operator why Serai did not start: the cause that can be fixed, without a stack trace. */
final class StartFailure {

    private static final Logger LOG = LoggerFactory.getLogger(Serai.class);

    private StartFailure() {}

    static void report(Exception failure) {
        Throwable cause = failure;
        while (cause.getCause() != null && !isOurs(cause)) {
            cause = cause.getCause();
        }
        String reason = String.valueOf(cause.getMessage());
        LOG.error("Serai cannot start: {}", isOurs(cause) ? reason : LoggedCause.withoutSecrets(reason));
        LOG.debug("Serai cannot start: {}", LoggedCause.of(failure));
    }

    private static boolean isOurs(Throwable cause) {
        return cause instanceof IllegalArgumentException || cause instanceof IllegalStateException;
    }
}

package dev.serai.event.ledger;

import org.jspecify.annotations.Nullable;

/** The storage of a ledger has failed, or another process has taken it over. The caller must ask for a new position. */
public final class LedgerLostException extends RuntimeException {

    public LedgerLostException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}

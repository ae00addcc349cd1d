package dev.serai.event;

/** The storage of a ledger has failed, or another process has taken it over: a new position has to be asked for. */
final class LedgerLostException extends RuntimeException {

    LedgerLostException(String message, Throwable cause) {
        super(message, cause);
    }
}

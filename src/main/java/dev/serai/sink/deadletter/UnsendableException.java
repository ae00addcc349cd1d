package dev.serai.sink.deadletter;

/** An event cannot be sent as it is, to nobody, however often it is tried. Its message says what of it, without values. */
public final class UnsendableException extends Exception {

    private static final long serialVersionUID = 1L;

    public UnsendableException(String message) {
        super(message, null, false, false);
    }
}

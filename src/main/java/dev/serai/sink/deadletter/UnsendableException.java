package dev.serai.sink.deadletter;

/** An event that nobody can ever send. Its message says which part is wrong, without values. */
public final class UnsendableException extends Exception {

    private static final long serialVersionUID = 1L;

    public UnsendableException(String message) {
        super(message, null, false, false);
    }
}

package dev.serai.sink.webhook;

/** A receiver has not agreed to be sent events when it was asked. */
public final class OriginNotAllowedException extends Exception {

    private static final long serialVersionUID = 1L;
}

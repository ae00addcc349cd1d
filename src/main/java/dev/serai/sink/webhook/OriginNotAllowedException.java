package dev.serai.sink.webhook;

/** A receiver was asked for permission to send it events, and did not give it. */
public final class OriginNotAllowedException extends Exception {

    private static final long serialVersionUID = 1L;
}

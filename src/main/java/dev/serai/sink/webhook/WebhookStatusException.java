package dev.serai.sink.webhook;

import org.jspecify.annotations.Nullable;

/** A receiver answered with anything but success. */
public final class WebhookStatusException extends Exception {

    private static final long serialVersionUID = 1L;

    private final int status;
    private final @Nullable String retryAfter;

    /** {@code retryAfter} is the header of that name; null for none. */
    WebhookStatusException(int status, @Nullable String retryAfter) {
        super("answered " + status, null, false, false);
        this.status = status;
        this.retryAfter = retryAfter;
    }

    int status() {
        return status;
    }

    @Nullable
    String retryAfter() {
        return retryAfter;
    }
}

package dev.serai.sink;

/** A delivery that has not succeeded and is to be tried again. Its message holds neither URL nor secret. */
public final class WebhookRefusal extends Exception {

    private static final long serialVersionUID = 1L;

    private final long retryAfterMillis;

    WebhookRefusal(String message, long retryAfterMillis) {
        // No stack: it would say no more than the message, thousands of times an outage.
        super(message, null, false, false);
        this.retryAfterMillis = retryAfterMillis;
    }

    /** How long to wait before the next attempt, in milliseconds. */
    public long retryAfterMillis() {
        return retryAfterMillis;
    }
}

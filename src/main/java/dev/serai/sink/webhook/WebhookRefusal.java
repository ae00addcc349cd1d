package dev.serai.sink.webhook;

import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** A delivery that has not succeeded and is to be tried again. Its message holds neither URL nor secret. */
public final class WebhookRefusal extends Exception {

    private static final long serialVersionUID = 1L;

    private final long retryAfterMillis;
    private final transient @Nullable CompletionStage<Void> recovery;

    WebhookRefusal(String message, long retryAfterMillis, @Nullable CompletionStage<Void> recovery) {
        // No stack: it would say no more than the message, thousands of times an outage.
        super(message, null, false, false);
        this.retryAfterMillis = retryAfterMillis;
        this.recovery = recovery;
    }

    /** How long to wait before the next attempt, in milliseconds. */
    public long retryAfterMillis() {
        return retryAfterMillis;
    }

    /** Done when the wait is over before its time; null where it never is. */
    @Nullable
    CompletionStage<Void> recovery() {
        return recovery;
    }
}

package dev.serai.sink.webhook;

import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** A delivery has not succeeded and must be tried again. The message holds neither a URL nor a secret. */
public final class WebhookRefusal extends Exception {

    private static final long serialVersionUID = 1L;

    private final long retryAfterMillis;
    private final transient @Nullable CompletionStage<Void> recovery;

    WebhookRefusal(String message, long retryAfterMillis, @Nullable CompletionStage<Void> recovery) {
        // Without a stack trace: it would add nothing, thousands of times in an outage.
        super(message, null, false, false);
        this.retryAfterMillis = retryAfterMillis;
        this.recovery = recovery;
    }

    /** How long to wait before the next attempt, in milliseconds. */
    public long retryAfterMillis() {
        return retryAfterMillis;
    }

    /** Completes when the wait ends early; null if it never does. */
    @Nullable
    CompletionStage<Void> recovery() {
        return recovery;
    }
}

package dev.serai.sink.webhook;

import dev.serai.retry.Jitter;
import java.time.Duration;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whether a receiver answers at all, and when to try it again if not. Not thread-safe. */
final class WebhookIllness {

    private static final Logger LOG = LoggerFactory.getLogger(WebhookIllness.class);
    private static final int FAILURES_TO_BE_ILL = 5;
    // Waiting events must arrive within 10 s after a receiver is well again. That includes this time between two tries,
    // some seconds for a try that began too early, and the deliveries themselves.
    private static final Duration MOST_BETWEEN_TRIES = Duration.ofSeconds(4);

    private final String name;
    private final Duration betweenTries;
    private final Jitter jitter;
    private int failuresInARow;
    private Instant nextTry = Instant.MIN;

    /** {@code longestWait} bounds the pause between two tries. */
    WebhookIllness(String name, Duration longestWait, Jitter jitter) {
        this.name = name;
        this.betweenTries = longestWait.compareTo(MOST_BETWEEN_TRIES) < 0 ? longestWait : MOST_BETWEEN_TRIES;
        this.jitter = jitter;
    }

    boolean isIll() {
        return failuresInARow >= FAILURES_TO_BE_ILL;
    }

    /** Whether the last request failed by the receiver's fault: it is ill, or may be. */
    boolean isDoubted() {
        return failuresInARow > 0;
    }

    /** The time of the next try while it is ill. */
    Instant nextTry() {
        return nextTry;
    }

    /** A request is made. */
    void asked(Instant now) {
        if (isIll()) {
            nextTry = now.plusMillis(jitter.within(betweenTries));
        }
    }

    /** A request has failed by the receiver's fault. */
    void failed(Instant now) {
        failuresInARow++;
        if (failuresInARow == FAILURES_TO_BE_ILL) {
            nextTry = now.plusMillis(jitter.within(betweenTries));
            LOG.warn("webhook {} does not answer; it is tried by one event every {} s", name, betweenTries.toSeconds());
        }
    }

    /** It answers, or counts as one that does. */
    void recovered() {
        failuresInARow = 0;
    }

    /** It has answered; the log says so if it was ill. */
    void answered() {
        if (isIll()) {
            LOG.info("webhook {} answers again", name);
        }
    }
}

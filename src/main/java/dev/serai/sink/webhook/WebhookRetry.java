package dev.serai.sink.webhook;

import dev.serai.retry.Jitter;
import java.time.Duration;
import java.time.Instant;

/**
 * Decides about an event that a receiver has not taken: when to try again, or to give it up. A failure because the
 * receiver is ill no longer counts against the event after the receiver has taken another one.
 */
final class WebhookRetry {

    // A receiver that is being changed may answer 400 to an event that it takes later.
    private static final int MOST_FAULTS_OF_AN_EVENT = 3;
    // This often an event is tried again soon while others are taken. After that it follows the schedule, since it is
    // probably at fault itself.
    private static final int MOST_SOON = 10;
    private static final Duration GAVE_WAY = Duration.ofMillis(250);
    private static final Duration GONE = Duration.ofMinutes(1);

    private final WebhookEndpoint endpoint;
    private final RetrySchedule schedule;
    private final WebhookRegistry webhooks;

    WebhookRetry(WebhookEndpoint endpoint, RetrySchedule schedule, WebhookRegistry webhooks) {
        this.endpoint = endpoint;
        this.schedule = schedule;
        this.webhooks = webhooks;
    }

    /** Counts the failure of an event, if it counts. */
    DeliveryAttempts.Made count(String event, WebhookFailure.Fault fault) {
        Instant now = webhooks.clock().instant();
        return webhooks.attempts().count(endpoint.name(), event, before -> switch (fault) {
            case NONE, GONE -> before;
            case RECEIVER -> ill(before, now);
            case UNKNOWN, EVENT, EVENT_FOR_EVER ->
                new DeliveryAttempts.Made(before.count() + 1, before.ofIllness(), before.first(), now, now);
        });
    }

    private DeliveryAttempts.Made ill(DeliveryAttempts.Made before, Instant now) {
        if (before.count() == 0) {
            return new DeliveryAttempts.Made(1, 1, before.first(), now, now);
        }
        if (endpoint.hasTakenSince(before.last())) {
            int own = before.count() - before.ofIllness();
            return new DeliveryAttempts.Made(own + 1, 0, own == 0 ? now : before.first(), now, now);
        }
        // Tries between two scheduled ones are for the receiver's sake, and do not count.
        Duration due = schedule.waitAfter(before.count()).dividedBy(2);
        boolean counts = Duration.between(before.counted(), now).compareTo(due) >= 0;
        int more = counts ? 1 : 0;
        return new DeliveryAttempts.Made(
                before.count() + more, before.ofIllness() + more, before.first(), counts ? now : before.counted(), now);
    }

    /** Whether an event is given up after these attempts. */
    boolean isOver(DeliveryAttempts.Made made, WebhookFailure.Fault fault) {
        Duration age = Duration.between(made.first(), webhooks.clock().instant());
        return switch (fault) {
            case NONE, GONE -> false;
            case EVENT_FOR_EVER -> true;
            case EVENT ->
                made.count() - made.ofIllness() >= MOST_FAULTS_OF_AN_EVENT || schedule.isOver(made.count(), age);
            case RECEIVER, UNKNOWN -> schedule.isOver(made.count(), age);
        };
    }

    /** The refusal that says when to try an event again; {@code reason} says why it was not taken. */
    WebhookRefusal later(DeliveryAttempts.Made made, WebhookFailure answer) {
        String message = "webhook %s: %s; attempt %d of %d"
                .formatted(endpoint.name(), answer.reason(), made.count(), schedule.attempts());
        Jitter jitter = webhooks.jitter();
        Duration soon = schedule.waitAfter(1);
        if (answer.retryAfter().isPresent()) {
            return new WebhookRefusal(message, endpoint.untilPauseIsOver(), endpoint.recovery());
        }
        return switch (answer.fault()) {
            case NONE -> new WebhookRefusal(message, endpoint.untilNextTry(GAVE_WAY), endpoint.recovery());
            case GONE -> new WebhookRefusal(message, jitter.within(GONE), endpoint.recovery());
            case EVENT, EVENT_FOR_EVER -> new WebhookRefusal(message, jitter.within(soon), null);
            case UNKNOWN -> new WebhookRefusal(message, jitter.within(schedule.waitAfter(made.count())), null);
            // Without the signal: every other event that is taken would bring it back at once.
            case RECEIVER ->
                made.ofIllness() == 0
                        ? new WebhookRefusal(message, jitter.within(ownWait(made.count())), null)
                        : new WebhookRefusal(message, endpoint.untilNextTry(soon), endpoint.recovery());
        };
    }

    private Duration ownWait(int failures) {
        return schedule.waitAfter(Math.max(1, failures - MOST_SOON));
    }
}

package dev.serai.sink.http;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The calls to one receiver that it has not answered yet. A receiver that answers may have all lanes of a route; one that
 * takes long holds no more of them than its share, and of these one is kept for trying whether it is well again.
 */
public final class WebhookCalls {

    /** From this age on a call is a slow one. */
    static final Duration SLOW = Duration.ofSeconds(1);
    /** From this age on a call makes room, unless it is one of the few that may wait for all of their time. */
    static final Duration HUNG = Duration.ofSeconds(4);

    private final Clock clock;
    private final Set<WebhookCall> open = new LinkedHashSet<>();
    private Instant lastAnswer = Instant.MIN;
    private Instant lastAsked = Instant.MIN;
    private Duration lastTook = Duration.ZERO;
    private boolean turn;

    public WebhookCalls(Clock clock) {
        this.clock = clock;
    }

    /** Lets a call in; false where its route waits for as many as it may. */
    public synchronized boolean begin(WebhookCall call) {
        if (isSlow() && of(call.route()).size() >= call.share()) {
            return false;
        }
        open.add(call);
        lastAsked = call.started();
        return true;
    }

    /**
     * Whether a call that has no answer yet is to be made once more, now. Where nothing is answered, one of those that
     * wait is, unless another is made; where others are, each that is as good as lost. A receiver is known to be as
     * slow as it was with its last answer.
     */
    public synchronized boolean mayAskAgain(WebhookCall call) {
        boolean quiet = lastAnswer.isBefore(call.started());
        Duration patience = quiet ? HUNG : HUNG.multipliedBy(2);
        Instant now = clock.instant();
        Duration waited = Duration.between(quiet ? lastAsked : call.asked, now);
        if (waited.compareTo(patience) < 0 || waited.compareTo(lastTook) < 0) {
            return false;
        }
        lastAsked = now;
        call.asked = now;
        return true;
    }

    /** The receiver has answered what was asked at that time. */
    synchronized void answered(WebhookCall call, Instant asked) {
        if (asked.isAfter(call.answered)) {
            call.answered = asked;
        }
    }

    /** A call is over; {@code answered} says whether the receiver has ended it. */
    public synchronized void end(WebhookCall call, boolean answered) {
        open.remove(call);
        if (answered) {
            lastAnswer = clock.instant();
            lastTook = Duration.between(call.answered, lastAnswer);
        }
    }

    /** Whether a call that has reached {@code age} without an answer may go on waiting, or is to make room. */
    synchronized boolean mayGoOn(WebhookCall call, Duration age) {
        List<WebhookCall> ofRoute = of(call.route());
        if (age.compareTo(HUNG) < 0) {
            return !isSlow() || ofRoute.indexOf(call) < call.share();
        }
        if (call.doubtful) {
            return false;
        }
        call.hung = lastAnswer.isBefore(call.started());
        long held = ofRoute.stream().filter(other -> other.held).count();
        // Where there is room for one alone, it is every other time one that waits, and one that tries.
        turn = !turn;
        call.held = held < Math.max(1, call.share() - 1) && !(call.share() == 1 && call.hung && turn);
        return call.held;
    }

    /**
     * A receiver that was unwell has answered this call. What it was sent before is probably lost there: that makes
     * room, now or when it has had time enough.
     */
    public synchronized void recovered(WebhookCall answered) {
        for (WebhookCall call : List.copyOf(open)) {
            if (call != answered && call.asked.isBefore(answered.answered)) {
                call.doubtful = true;
                if (age(call).compareTo(HUNG) >= 0) {
                    call.cancel();
                }
            }
        }
    }

    // Whether it does not answer now, or did so slowly.
    private boolean isSlow() {
        return lastTook.compareTo(SLOW) >= 0
                || open.stream()
                        .anyMatch(call ->
                                lastAnswer.isBefore(call.started()) && age(call).compareTo(SLOW) >= 0);
    }

    private List<WebhookCall> of(String route) {
        return open.stream().filter(call -> call.route().equals(route)).toList();
    }

    private Duration age(WebhookCall call) {
        return Duration.between(call.started(), clock.instant());
    }
}

package dev.serai.sink.http;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The calls that one receiver has not answered yet. A receiver that answers may use all lanes of a route. A slow one
 * uses only its share of them, and one of these is kept to test whether it is well again.
 */
public final class WebhookCalls {

    /** A call of this age is slow. */
    static final Duration SLOW = Duration.ofSeconds(1);
    /** A call of this age makes room, unless it is one of the few that may use all their time. */
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

    /** Admits a call; false if its route already waits for as many as it may. */
    public synchronized boolean begin(WebhookCall call) {
        if (isSlow() && of(call.route()).size() >= call.share()) {
            return false;
        }
        open.add(call);
        lastAsked = call.started();
        return true;
    }

    /**
     * Whether a call without an answer must repeat its request now. If the receiver answers nothing, one of the waiting
     * calls repeats, unless another request is on its way. If it answers others, each call repeats that is probably
     * lost. The last answer shows how slow the receiver is.
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

    /** The receiver answered the request of that time. */
    synchronized void answered(WebhookCall call, Instant asked) {
        if (asked.isAfter(call.answered)) {
            call.answered = asked;
        }
    }

    /** A call is over; {@code answered} says whether the receiver ended it. */
    public synchronized void end(WebhookCall call, boolean answered) {
        open.remove(call);
        if (answered) {
            lastAnswer = clock.instant();
            lastTook = Duration.between(call.answered, lastAnswer);
        }
    }

    /** Whether a call of this {@code age} without an answer may go on waiting; if not, it must make room. */
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
        // If there is room for only one call, it is in turn one that waits and one that tests.
        turn = !turn;
        call.held = held < Math.max(1, call.share() - 1) && !(call.share() == 1 && call.hung && turn);
        return call.held;
    }

    /**
     * A receiver that was unwell has answered this call. Earlier requests are probably lost there: their calls make
     * room, now or when they have had enough time.
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

    // Whether it gives no answer now, or gave the last one slowly.
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

package dev.serai.sink.webhook;

import dev.serai.kube.Sha256;
import dev.serai.retry.Jitter;
import dev.serai.retry.Turns;
import dev.serai.sink.http.WebhookCall;
import dev.serai.sink.http.WebhookCalls;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * The state of one receiver, shared by all routes that post to it: whether it asked for a pause or for no more events,
 * how fast it may be asked, and whether it answers at all. Requests that it should not get now are refused here, so
 * that the lanes of all routes together do not flood it. When it is well again, everything that waits for it is told.
 */
public final class WebhookEndpoint {

    private static final Duration MOMENT = Duration.ofMillis(500);
    private static final Duration BETWEEN_CALLERS = Duration.ofMillis(50);
    // How soon Serai notices that another Serai on the same data has enabled it again.
    private static final Duration LOOK_AGAIN = Duration.ofMinutes(1);
    // Enough to tell the URLs of one host apart.
    private static final int DIGEST_LETTERS = 8;

    private final String name;
    private final DisabledEndpoint disabled;
    private final Clock clock;
    private final Jitter jitter;
    private final WebhookIllness illness;
    private final WebhookCalls calls;
    private final Turns turns = new Turns(BETWEEN_CALLERS);
    private Instant pausedUntil = Instant.MIN;
    private Instant nextAtRate = Instant.MIN;
    private Duration pace = Duration.ZERO;
    private Instant lastTaken = Instant.MIN;
    private CompletableFuture<Void> recovery = new CompletableFuture<>();

    /** {@code disabled} stores the endpoints that answered 410, with the time, over restarts. */
    WebhookEndpoint(String name, Map<String, String> disabled, Duration longestWait, Clock clock, Jitter jitter) {
        this.name = name;
        this.disabled = new DisabledEndpoint(name, disabled);
        this.clock = clock;
        this.jitter = jitter;
        this.illness = new WebhookIllness(name, longestWait, jitter);
        this.calls = new WebhookCalls(clock);
    }

    /**
     * The name of the endpoint for a URL: its host and a digest of the rest, which may be secret. It stays the same
     * over restarts, and differs for each URL.
     */
    public static String name(String host, String url) {
        return host + "-" + Sha256.hex(url, DIGEST_LETTERS);
    }

    public String name() {
        return name;
    }

    /**
     * Asks for permission to make one call, after which {@link #succeeded} or {@link #failed} follows.
     *
     * @param route the id of the route that asks
     * @param share how many calls the route may wait for at a time, if this receiver is slow
     * @throws WebhookRefusal if no call may be made now
     */
    synchronized WebhookCall acquirePermission(String route, int share) throws WebhookRefusal {
        Instant now = clock.instant();
        if (disabled.since().isPresent()) {
            throw new WebhookRefusal("webhook %s is disabled".formatted(name), jitter.within(LOOK_AGAIN), recovery);
        }
        refuseUntil(pausedUntil, now, "has asked for a pause");
        if (nextAtRate.isAfter(now)) {
            throw new WebhookRefusal(
                    "webhook %s is at the rate it allows".formatted(name),
                    jitter.beyond(Duration.between(now, nextAtRate)),
                    null);
        }
        if (illness.isIll()) {
            refuseUntil(illness.nextTry(), now, "does not answer");
        }
        var call = new WebhookCall(route, share, now, calls, this::mayAskAgain);
        if (!calls.begin(call)) {
            refuseUntil(now.plus(MOMENT), now, "has not answered what it was sent before");
        }
        asked(now);
        return call;
    }

    private synchronized boolean mayAskAgain(WebhookCall call) {
        Instant now = clock.instant();
        if (disabled.since().isPresent()
                || pausedUntil.isAfter(now)
                || nextAtRate.isAfter(now)
                || !calls.mayAskAgain(call)) {
            return false;
        }
        asked(now);
        return true;
    }

    private void asked(Instant now) {
        nextAtRate = now.plus(pace);
        illness.asked(now);
    }

    private void refuseUntil(Instant until, Instant now, String why) throws WebhookRefusal {
        if (until.isAfter(now)) {
            throw new WebhookRefusal("webhook %s %s".formatted(name, why), turns.next(until, now), recovery);
        }
    }

    /** The receiver took the event. */
    void succeeded(WebhookCall call) {
        synchronized (this) {
            lastTaken = clock.instant();
        }
        calls.end(call, true);
        isWell(call);
    }

    /** The receiver did not take the event. */
    void failed(WebhookCall call, WebhookFailure answer) {
        calls.end(call, answer.answered());
        if (answer.fault() == WebhookFailure.Fault.GONE) {
            disabled.disable(clock.instant());
        } else if (answer.retryAfter().isPresent()) {
            pause(answer.retryAfter().get());
        } else if (answer.fault() == WebhookFailure.Fault.RECEIVER || call.hung) {
            isUnwell();
        } else if (answer.answered()) {
            isWell(call);
        }
    }

    private synchronized void isUnwell() {
        illness.failed(clock.instant());
    }

    private void isWell(WebhookCall call) {
        CompletableFuture<Void> over = null;
        synchronized (this) {
            illness.answered();
            if (illness.isDoubted()) {
                calls.recovered(call);
            }
            if (illness.isDoubted() || turns.areTaken()) {
                over = recovered();
            }
        }
        if (over != null) {
            // Outside the lock: those who wait are called on this thread.
            over.complete(null);
        }
    }

    private CompletableFuture<Void> recovered() {
        illness.recovered();
        turns.clear();
        CompletableFuture<Void> over = recovery;
        recovery = new CompletableFuture<>();
        return over;
    }

    /** Whether it has taken any event since then. */
    synchronized boolean hasTakenSince(Instant then) {
        return !lastTaken.isBefore(then);
    }

    /** How long an event must wait after the receiver did not take it because it is not well, in milliseconds. */
    synchronized long untilNextTry(Duration whileItIsNotKnownToBeIll) {
        Instant now = clock.instant();
        if (!illness.isIll()) {
            return jitter.within(whileItIsNotKnownToBeIll);
        }
        return turns.next(illness.nextTry().isAfter(now) ? illness.nextTry() : now, now);
    }

    /** Completes when the receiver is well or enabled again: then waiting for it is over. */
    synchronized CompletionStage<Void> recovery() {
        return recovery;
    }

    /** How long an event must wait after the receiver asked for a pause, in milliseconds. */
    synchronized long untilPauseIsOver() {
        return turns.next(pausedUntil, clock.instant());
    }

    private synchronized void pause(Duration wait) {
        pausedUntil = clock.instant().plus(wait);
    }

    /** Enables it again after a 410; false if it was not disabled. */
    public boolean enable() {
        boolean was;
        CompletableFuture<Void> over;
        synchronized (this) {
            pausedUntil = Instant.MIN;
            was = disabled.enable();
            over = recovered();
        }
        over.complete(null);
        return was;
    }

    /** Since when it is disabled; empty if it is not. */
    public Optional<String> disabledSince() {
        return disabled.since();
    }

    /** {@code requestsPerMinute} is the rate that it allows. */
    synchronized void allow(int requestsPerMinute) {
        pace = Duration.ofMinutes(1).dividedBy(requestsPerMinute);
    }

    /** Its state in a word for people: ok, disabled, paused, or not answering. */
    public synchronized String state() {
        if (disabledSince().isPresent()) {
            return "disabled";
        }
        if (illness.isIll()) {
            return "not answering";
        }
        return pausedUntil.isAfter(clock.instant()) ? "paused" : "ok";
    }
}

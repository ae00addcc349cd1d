package dev.serai.sink;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** One request to a receiver from the moment that it is let in, with one deadline for all of it. */
final class WebhookCall {

    private final String route;
    private final int share;
    private final Instant started;
    private final long startedNanos = System.nanoTime();
    private final WebhookCalls calls;
    private volatile CompletableFuture<HttpResponse<Void>> answer = new CompletableFuture<>();
    // Guarded by calls.
    boolean held;
    boolean hung;
    boolean doubtful;

    /** {@code share} is how many requests of this kind the route may wait for at a time, when they take long. */
    WebhookCall(String route, int share, Instant started, WebhookCalls calls) {
        this.route = route;
        this.share = share;
        this.started = started;
        this.calls = calls;
    }

    String route() {
        return route;
    }

    int share() {
        return share;
    }

    Instant started() {
        return started;
    }

    /**
     * Waits for the whole answer, which is cancelled where it does not come.
     *
     * @param timeout how long the call may take, counted from its beginning
     * @throws WebhookSlowException if it took longer, or gave way to others before
     * @throws ExecutionException if there will be no answer
     */
    HttpResponse<Void> await(CompletableFuture<HttpResponse<Void>> coming, Duration timeout)
            throws WebhookSlowException, ExecutionException {
        answer = coming;
        try {
            for (Duration age : List.of(WebhookCalls.SLOW, WebhookCalls.HUNG)) {
                if (age.compareTo(timeout) < 0 && !isDoneAt(age) && !calls.mayGoOn(this, age)) {
                    throw WebhookSlowException.gaveWay();
                }
            }
            if (!isDoneAt(timeout)) {
                throw WebhookSlowException.over();
            }
            return answer.get();
        } catch (CancellationException e) {
            throw WebhookSlowException.gaveWay();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw WebhookSlowException.gaveWay();
        } finally {
            answer.cancel(true);
        }
    }

    /** Gives the call up: who waits for it is told at once. */
    void cancel() {
        answer.cancel(true);
    }

    private boolean isDoneAt(Duration age) throws ExecutionException, InterruptedException {
        try {
            answer.get(Math.max(0, age.toNanos() - (System.nanoTime() - startedNanos)), TimeUnit.NANOSECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        }
    }
}

package dev.serai.sink.http;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * One call to a receiver with one deadline for all of it. A request without an answer may be lost although the receiver
 * is well again, so the call repeats it while it waits. The first answer to any of its requests counts, and the others
 * are cancelled.
 */
public final class WebhookCall {

    // How often it checks whether it may repeat the request.
    private static final Duration LOOK = Duration.ofMillis(500);

    private final String route;
    private final int share;
    private final Instant started;
    private final long startedNanos = System.nanoTime();
    private final WebhookCalls calls;
    private final Predicate<WebhookCall> mayAskAgain;
    private final Queue<CompletableFuture<HttpResponse<Void>>> requests = new ConcurrentLinkedQueue<>();
    private volatile CompletableFuture<HttpResponse<Void>> answer = new CompletableFuture<>();
    // Guarded by calls: when the last request was made, and when the answered one was made.
    Instant asked;
    Instant answered;
    boolean held;
    public boolean hung;
    boolean doubtful;

    /**
     * {@code share} is how many slow calls the route may wait for at a time. {@code mayAskAgain} says whether the call
     * may repeat its request now.
     */
    public WebhookCall(
            String route, int share, Instant started, WebhookCalls calls, Predicate<WebhookCall> mayAskAgain) {
        this.route = route;
        this.share = share;
        this.started = started;
        this.calls = calls;
        this.mayAskAgain = mayAskAgain;
        this.asked = started;
        this.answered = started;
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
     * Waits for the whole answer, and cancels the requests that have none by then.
     *
     * @param request makes the request, the same each time
     * @param timeout how long the call may take, from its beginning
     * @throws WebhookSlowException if it took longer, or made room for others before
     * @throws ExecutionException if there will be no answer
     */
    public HttpResponse<Void> await(Supplier<CompletableFuture<HttpResponse<Void>>> request, Duration timeout)
            throws WebhookSlowException, ExecutionException {
        answer = new CompletableFuture<>();
        try {
            send(request, started);
            for (Duration age : List.of(WebhookCalls.SLOW, WebhookCalls.HUNG)) {
                if (age.compareTo(timeout) < 0 && !isDoneAt(age) && !calls.mayGoOn(this, age)) {
                    throw WebhookSlowException.gaveWay();
                }
            }
            for (Duration age = WebhookCalls.HUNG; age.compareTo(timeout) < 0 && !isDoneAt(age); age = age.plus(LOOK)) {
                if (mayAskAgain.test(this)) {
                    send(request, asked);
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
            requests.forEach(sent -> sent.cancel(true));
            requests.clear();
        }
    }

    private void send(Supplier<CompletableFuture<HttpResponse<Void>>> request, Instant when) {
        CompletableFuture<HttpResponse<Void>> first = answer;
        CompletableFuture<HttpResponse<Void>> sent = request.get();
        requests.add(sent);
        sent.whenComplete((response, failure) -> {
            if (failure == null) {
                calls.answered(this, when);
                first.complete(response);
            } else {
                first.completeExceptionally(
                        failure instanceof CompletionException && failure.getCause() != null
                                ? failure.getCause()
                                : failure);
            }
        });
    }

    /** Gives the call up; whoever waits for it returns at once. */
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

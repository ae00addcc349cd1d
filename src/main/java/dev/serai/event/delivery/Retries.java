package dev.serai.event.delivery;

import dev.serai.retry.Backoff;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * When that is tried again which a sink has refused. The waits are short enough for all of it to arrive within 10 s after
 * the sink is well again; they grow with what waits, so that an ill sink is not asked more often than some fifty times a
 * second; and when it takes what it has refused before, the rest follows at once, one after the other.
 */
final class Retries {

    private static final long BETWEEN_TRIES_MILLIS = 20;
    private static final long BETWEEN_RELEASED_MILLIS = 5;
    private static final long RELEASED_WITHIN_MILLIS = 3_000;

    /** What ends a wait before its time; {@code end} is null for nothing. */
    private record Waiting(Future<?> timer, @Nullable Object end) {}

    // The end of the waits of which the sink has not said when they are over: that it takes anything again.
    private final Object anythingTaken = new Object();
    private final ScheduledExecutorService threads;
    private final Backoff backoff;
    private final Consumer<String> again;
    private final Map<String, Waiting> waiting = new HashMap<>();
    private final Set<CompletionStage<?>> heard = Collections.newSetFromMap(new IdentityHashMap<>());
    private boolean closed;

    /** {@code again} is given each name whose wait is over, on one of {@code threads}. */
    Retries(ScheduledExecutorService threads, Backoff backoff, Consumer<String> again) {
        this.threads = threads;
        this.backoff = backoff;
        this.again = again;
    }

    /** The event that waits first under a name was refused, the {@code failures}-th time in a row. */
    synchronized void later(String name, int failures, OrderedDispatcher.Outcome outcome) {
        if (closed) {
            return;
        }
        long own = Math.max(backoff.millis(failures), waiting.size() * BETWEEN_TRIES_MILLIS);
        boolean isAsked = outcome.retryAfterMillis().isPresent();
        CompletionStage<?> until = outcome.retryWhen();
        @Nullable Object end = until != null ? until : isAsked ? null : anythingTaken;
        Future<?> timer =
                threads.schedule(() -> isDue(name), outcome.retryAfterMillis().orElse(own), TimeUnit.MILLISECONDS);
        waiting.put(name, new Waiting(timer, end));
        // After it is known that it waits: it may be done already.
        if (until != null && heard.add(until)) {
            until.whenComplete((done, failure) -> release(until));
        }
    }

    /** What was refused before is taken now: the sink is well. */
    void taken() {
        release(anythingTaken);
    }

    synchronized void close() {
        closed = true;
    }

    private void isDue(String name) {
        synchronized (this) {
            waiting.remove(name);
        }
        again.accept(name);
    }

    private synchronized void release(Object end) {
        heard.remove(end);
        if (closed) {
            return;
        }
        List<String> names = waiting.entrySet().stream()
                .filter(entry -> entry.getValue().end() == end)
                .map(Map.Entry::getKey)
                .toList();
        double between = Math.min(BETWEEN_RELEASED_MILLIS, (double) RELEASED_WITHIN_MILLIS / Math.max(1, names.size()));
        int before = 0;
        for (String name : names) {
            // One whose timer has run out is on its way.
            if (waiting.remove(name).timer().cancel(false)) {
                start(name, Math.round(before++ * between));
            }
        }
    }

    private void start(String name, long delayMillis) {
        try {
            threads.schedule(() -> again.accept(name), delayMillis, TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            // Being closed: what was not delivered is found again by the ledger.
            closed = true;
        }
    }
}

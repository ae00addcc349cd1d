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
 * Schedules the next attempt of refused events. The waits are short enough that everything arrives within 10 s after
 * the sink is well again. They grow with the number of waiting events, so that a failing sink gets no more than about
 * fifty requests a second. When the sink takes an event that it refused before, the rest follows at once, one after the
 * other.
 */
final class Retries {

    private static final long BETWEEN_TRIES_MILLIS = 20;
    private static final long BETWEEN_RELEASED_MILLIS = 5;
    private static final long RELEASED_WITHIN_MILLIS = 3_000;

    /** A wait and what ends it early; {@code end} is null for nothing. */
    private record Waiting(Future<?> timer, @Nullable Object end) {}

    // Ends the waits for which the sink named no time: it takes events again.
    private final Object anythingTaken = new Object();
    private final ScheduledExecutorService threads;
    private final Backoff backoff;
    private final Consumer<String> again;
    private final Map<String, Waiting> waiting = new HashMap<>();
    private final Set<CompletionStage<?>> heard = Collections.newSetFromMap(new IdentityHashMap<>());
    private boolean closed;

    /** {@code again} receives each name whose wait is over, on one of {@code threads}. */
    Retries(ScheduledExecutorService threads, Backoff backoff, Consumer<String> again) {
        this.threads = threads;
        this.backoff = backoff;
        this.again = again;
    }

    /** The first waiting event of a name was refused, for the {@code failures}-th time in a row. */
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
        // Only after the wait is registered: the stage may be done already.
        if (until != null && heard.add(until)) {
            until.whenComplete((done, failure) -> release(until));
        }
    }

    /** The sink took an event that it refused before: it is well. */
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
            // If its timer has run out, the attempt has started already.
            if (waiting.remove(name).timer().cancel(false)) {
                start(name, Math.round(before++ * between));
            }
        }
    }

    private void start(String name, long delayMillis) {
        try {
            threads.schedule(() -> again.accept(name), delayMillis, TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            // It is being closed: a comparison with the ledger finds again what was not delivered.
            closed = true;
        }
    }
}

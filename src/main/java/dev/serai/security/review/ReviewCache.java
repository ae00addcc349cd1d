package dev.serai.security.review;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Keeps answers of the API server. Each question is asked once at a time, however many callers wait for the answer. While
 * the API server cannot be asked, an older answer holds.
 *
 * @param <Q> the question
 * @param <A> the answer
 */
final class ReviewCache<Q, A> {

    private static final int MOST = 10_000;
    // As long as nobody answers, this often is enough.
    private static final long ASKED_AGAIN_NANOS = Duration.ofSeconds(1).toNanos();

    private final long freshNanos;
    private final long outageNanos;
    private final LongSupplier nanoTime;
    private final Map<Q, Entry> entries = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Q, Entry> eldest) {
            return size() > MOST;
        }
    };

    private final class Entry {
        private @Nullable A answer;
        private long answered;
        private long failed;
        private boolean isFailing;
        private @Nullable Future<A> asked;
    }

    /** {@code fresh} is how long an answer holds, {@code outage} how long it holds while nobody can be asked. */
    ReviewCache(Duration fresh, Duration outage, LongSupplier nanoTime) {
        this.freshNanos = fresh.toNanos();
        this.outageNanos = Math.max(outage.toNanos(), freshNanos);
        this.nanoTime = nanoTime;
    }

    /**
     * The answer. It fails as {@code asking} does if nobody can be asked and there is no older answer; {@code asking}
     * fails with {@link Unanswered} only if it may be true that the API server is away.
     */
    Future<A> get(Q question, Supplier<Future<A>> asking) {
        Entry entry;
        Future<A> asked;
        synchronized (this) {
            entry = entries.computeIfAbsent(question, added -> new Entry());
            A kept = entry.answer;
            long now = nanoTime.getAsLong();
            if (kept != null
                    && (now - entry.answered < freshNanos
                            || entry.isFailing
                                    && now - entry.failed < ASKED_AGAIN_NANOS
                                    && now - entry.answered < outageNanos)) {
                return Future.succeededFuture(kept);
            }
            if (entry.asked != null) {
                return entry.asked;
            }
            asked = asking.get();
            if (!asked.isComplete()) {
                entry.asked = asked.transform(result -> take(entry, result.result(), result.cause()));
                return entry.asked;
            }
        }
        return take(entry, asked.result(), asked.cause());
    }

    private synchronized Future<A> take(Entry entry, @Nullable A answer, @Nullable Throwable failure) {
        long now = nanoTime.getAsLong();
        entry.asked = null;
        if (answer != null) {
            entry.answer = answer;
            entry.answered = now;
            entry.isFailing = false;
            return Future.succeededFuture(answer);
        }
        A kept = entry.answer;
        if (failure instanceof Unanswered && kept != null && now - entry.answered < outageNanos) {
            entry.isFailing = true;
            entry.failed = now;
            return Future.succeededFuture(kept);
        }
        return Future.failedFuture(failure);
    }
}

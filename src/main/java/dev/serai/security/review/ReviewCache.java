package dev.serai.security.review;

import dev.serai.kube.StatusException;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Keeps answers of the API server. Each question is asked once at a time, however many callers wait for the answer. While
 * the API server cannot be asked, an older answer holds. How much is kept and asked is bounded, for all and for each.
 *
 * @param <Q> the question
 * @param <A> the answer
 */
final class ReviewCache<Q, A> {

    private static final int MOST_KEPT = 20_000;
    private static final int MOST_ASKED = 1_000;
    private static final int MOST_ASKED_FOR_ONE = 200;
    private static final int RETRY_AFTER_SECONDS = 1;
    // As long as nobody answers, this often is enough.
    private static final long ASKED_AGAIN_NANOS = Duration.ofSeconds(1).toNanos();

    private final long freshNanos;
    private final long outageNanos;
    private final LongSupplier nanoTime;
    private final OwnedEntries<Q, Entry> kept = new OwnedEntries<>(MOST_KEPT);
    private final Map<Q, Future<A>> asked = new HashMap<>();
    private final Map<String, Integer> askedFor = new HashMap<>();

    private final class Entry {
        private final Future<A> answer;
        private final long answered;
        private long failed;
        private boolean isFailing;

        private Entry(A answer, long answered) {
            this.answer = Future.succeededFuture(answer);
            this.answered = answered;
        }
    }

    /** Says whose an answer is: who has most of them loses some first. */
    interface Owner<A> {
        String of(A answer);
    }

    /** {@code fresh} is how long an answer holds, {@code outage} how long it holds while nobody can be asked. */
    ReviewCache(Duration fresh, Duration outage, LongSupplier nanoTime) {
        this.freshNanos = fresh.toNanos();
        this.outageNanos = Math.max(outage.toNanos(), freshNanos);
        this.nanoTime = nanoTime;
    }

    /** The answer that is kept and holds; null if there is none, and it is to be asked for. */
    @Nullable
    Future<A> known(Q question) {
        synchronized (this) {
            Entry entry = kept.get(question);
            return entry != null && holds(entry) ? entry.answer : null;
        }
    }

    /**
     * The answer. It fails as {@code asking} does if nobody can be asked and there is no older answer; {@code asking}
     * fails with {@link Unanswered} only if it may be true that the API server is away. It fails with 429, a
     * StatusException, if too much is being asked.
     *
     * @param asker for whom it is asked
     */
    Future<A> get(Q question, String asker, Owner<A> owner, Supplier<Future<A>> asking) {
        synchronized (this) {
            Future<A> known = known(question);
            if (known != null) {
                return known;
            }
            Future<A> shared = asked.get(question);
            if (shared != null) {
                return shared;
            }
            if (asked.size() >= MOST_ASKED || askedFor.getOrDefault(asker, 0) >= MOST_ASKED_FOR_ONE) {
                return Future.failedFuture(StatusException.tooManyRequests(RETRY_AFTER_SECONDS));
            }
            askedFor.merge(asker, 1, Integer::sum);
            Future<A> taken =
                    asking.get().transform(result -> take(question, asker, owner, result.result(), result.cause()));
            if (!taken.isComplete()) {
                asked.put(question, taken);
            }
            return taken;
        }
    }

    /** How many answers are kept. */
    synchronized int size() {
        return kept.size();
    }

    private boolean holds(Entry entry) {
        long now = nanoTime.getAsLong();
        return now - entry.answered < freshNanos
                || entry.isFailing && now - entry.failed < ASKED_AGAIN_NANOS && now - entry.answered < outageNanos;
    }

    private synchronized Future<A> take(
            Q question, String asker, Owner<A> owner, @Nullable A answer, @Nullable Throwable failure) {
        asked.remove(question);
        askedFor.computeIfPresent(asker, (name, before) -> before == 1 ? null : before - 1);
        long now = nanoTime.getAsLong();
        if (answer != null) {
            kept.put(owner.of(answer), question, new Entry(answer, now));
            return Future.succeededFuture(answer);
        }
        Entry entry = kept.get(question);
        if (failure instanceof Unanswered && entry != null && now - entry.answered < outageNanos) {
            entry.isFailing = true;
            entry.failed = now;
            return entry.answer;
        }
        return Future.failedFuture(failure);
    }
}

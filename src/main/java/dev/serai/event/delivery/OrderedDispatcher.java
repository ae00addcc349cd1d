package dev.serai.event.delivery;

import dev.serai.log.UnexpectedFailure;
import dev.serai.retry.Backoff;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Delivers events, of many objects at a time and of one object never more than one. What a sink refuses is tried
 * again until it is taken; meanwhile later events of that object wait behind it, and other objects go on. What bears
 * the name of a deleted object waits behind its delete.
 *
 * <p>What waits for a slow sink is bounded by the number of objects: of a living object some events at first, and when
 * many wait in all the newest state, whose bytes the cache has anyway; of a dead one no byte, since the ledger has them.
 * They are written to it by a thread of its own, since whoever offers an event must not wait. Where that cannot keep
 * up, all that waits is given up, to be found again by comparing.
 */
public final class OrderedDispatcher implements AutoCloseable {

    /** Hands an event to the sink. */
    @FunctionalInterface
    public interface Delivery {
        /** {@code attempt} is 1 for the first time, and one more after each refusal of the same event. */
        Outcome deliver(WatchEvent event, int attempt);
    }

    /**
     * What became of an attempt.
     *
     * @param taken whether the sink has the event
     * @param retryAfterMillis when it wants it again; empty where it does not say
     * @param retryWhen what ends that wait before its time when it is done; null for nothing
     */
    public record Outcome(
            boolean taken,
            OptionalLong retryAfterMillis,
            @Nullable CompletionStage<?> retryWhen) {

        public static final Outcome TAKEN = new Outcome(true, OptionalLong.empty(), null);
        public static final Outcome REFUSED = new Outcome(false, OptionalLong.empty(), null);

        static Outcome refusedFor(long millis, @Nullable CompletionStage<?> orWhen) {
            return new Outcome(false, OptionalLong.of(millis), orWhen);
        }
    }

    static final int MANY = 1_000;

    private static final Logger LOG = LoggerFactory.getLogger(OrderedDispatcher.class);
    private static final int ROOMY = 8;
    private static final int TIGHT = 2;

    private final ScheduledExecutorService threads;
    private final Retries retries;
    private final Delivery delivery;
    private final ExecutorService ledgerThread;
    private final LedgerOffload offload;
    private final Runnable overrun;
    private final Map<String, WaitingObject> objects = new HashMap<>();
    private final LongAdder coalesced = new LongAdder();
    private int waiting;
    private boolean closed;

    /**
     * As many lanes as {@code threads} has threads; they and {@code ledgerThread} are given back on close.
     * {@code overrun} is called, by whoever offers, when more dead objects wait for the ledger than may; then nothing is
     * delivered any more.
     */
    public OrderedDispatcher(
            ScheduledExecutorService threads,
            Backoff backoff,
            Delivery delivery,
            ExecutorService ledgerThread,
            LedgerOffload.Storing storing,
            Runnable overrun) {
        this.threads = threads;
        this.retries = new Retries(threads, backoff, this::run);
        this.delivery = delivery;
        this.ledgerThread = ledgerThread;
        this.offload = new LedgerOffload(this, ledgerThread, storing, name -> schedule(name, 0));
        this.overrun = overrun;
    }

    /** Takes an event and returns at once: it is called under the lock that all reads of the resource depend on. */
    public synchronized void offer(WatchEvent event) {
        if (closed) {
            return;
        }
        String name = event.pathOfAnyVersion();
        WaitingObject known = objects.get(name);
        WaitingObject object = known == null ? new WaitingObject() : known;
        int before = object.queue.deadWithBytes();
        int more = event.isDelete() && waiting >= MANY
                ? object.queue.addWithoutBytes(event)
                : object.queue.add(event, waiting < MANY ? ROOMY : TIGHT);
        waiting += more;
        coalesced.add(1 - more);
        if (known == null) {
            objects.put(name, object);
            schedule(name, 0);
        }
        offload.weigh(name, object, before);
        if (offload.deadWithBytes() > MANY) {
            giveUp();
        }
    }

    /** How many events were replaced by a later one of the same object before a sink could take them. */
    public long coalesced() {
        return coalesced.sum();
    }

    /** How many events no sink has taken yet. */
    public synchronized int waiting() {
        return waiting;
    }

    /** When the oldest of the events that no sink has taken was seen; empty where none waits. */
    public synchronized Optional<Instant> oldest() {
        return objects.values().stream()
                .map(object -> object.queue.head().seen())
                .min(Instant::compareTo);
    }

    /** Starts no further delivery; what was not delivered is found again by the ledger. */
    @Override
    public synchronized void close() {
        closed = true;
        retries.close();
        offload.close();
        threads.shutdown();
        ledgerThread.shutdown();
    }

    /** Whether nothing is delivered or written any more. */
    public boolean isTerminated() {
        return threads.isTerminated() && ledgerThread.isTerminated();
    }

    private void run(String name) {
        WaitingObject object;
        WatchEvent event;
        int attempt;
        synchronized (this) {
            if (closed) {
                return;
            }
            // It stays until what waits is taken, and each is due once.
            object = Objects.requireNonNull(objects.get(name));
            if (object.isStoring) {
                object.isDue = true;
                return;
            }
            object.isDelivering = true;
            event = object.queue.head();
            attempt = object.queue.attempt();
        }
        Outcome outcome = attempt(event, attempt);
        synchronized (this) {
            object.isDelivering = false;
            if (closed) {
                return;
            }
            int before = object.queue.deadWithBytes();
            if (!outcome.taken()) {
                retries.later(name, object.queue.failed(), outcome);
            } else {
                waiting--;
                if (attempt > 1) {
                    retries.taken();
                }
                if (object.queue.taken()) {
                    objects.remove(name);
                } else {
                    schedule(name, 0);
                }
            }
            offload.weigh(name, object, before);
        }
    }

    private void giveUp() {
        closed = true;
        retries.close();
        objects.clear();
        offload.close();
        waiting = 0;
        overrun.run();
    }

    private Outcome attempt(WatchEvent event, int attempt) {
        try {
            return delivery.deliver(event, attempt);
        } catch (RuntimeException | Error e) {
            // Thrown on, it would end in the pool, unseen, and the object would wait for ever.
            UnexpectedFailure.log(
                    LOG, e, "{} of {} could not be delivered and will be tried again", event.typeName(), event.path());
            return Outcome.REFUSED;
        }
    }

    private void schedule(String name, long delayMillis) {
        if (!closed) {
            threads.schedule(() -> run(name), delayMillis, TimeUnit.MILLISECONDS);
        }
    }
}

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
 * Delivers events of many objects at a time, but only one at a time of each object. A refused event is tried again
 * until the sink takes it. Meanwhile later events of that object wait, and other objects go on. An object with the name
 * of a deleted one waits for that delete.
 *
 * <p>What waits for a slow sink is bounded by the number of objects. A living object keeps a few events; if many wait
 * in all, it keeps only its newest state, whose bytes the cache has anyway. A dead object keeps no bytes: a thread of
 * its own writes them to the ledger, since whoever offers an event must not wait. If that thread cannot keep up,
 * everything that waits is given up, and a comparison finds it again.
 */
public final class OrderedDispatcher implements AutoCloseable {

    /** Hands an event to the sink. */
    @FunctionalInterface
    public interface Delivery {
        /** {@code attempt} is 1 at first, and one more after each refusal of the same event. */
        Outcome deliver(WatchEvent event, int attempt);
    }

    /**
     * The result of an attempt.
     *
     * @param taken whether the sink has the event
     * @param retryAfterMillis when the sink wants it again; empty if it does not say
     * @param retryWhen ends that wait early when it completes; null for nothing
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
     * It has one lane for each thread of {@code threads}. Closing it shuts down {@code threads} and {@code
     * ledgerThread}. It calls {@code overrun} on the thread of whoever offers, if too many dead objects wait for the
     * ledger; then it delivers nothing more.
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

    /** Takes an event and returns at once: the caller holds the lock that all reads of the resource need. */
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

    /** How many events a later one of the same object replaced before a sink could take them. */
    public long coalesced() {
        return coalesced.sum();
    }

    /** How many events no sink has taken yet. */
    public synchronized int waiting() {
        return waiting;
    }

    /** When Serai saw the oldest waiting event; empty if none waits. */
    public synchronized Optional<Instant> oldest() {
        return objects.values().stream()
                .map(object -> object.queue.head().seen())
                .min(Instant::compareTo);
    }

    /** Starts no further delivery. A comparison with the ledger finds again what was not delivered. */
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
            // The object stays until its events are taken, and each is due only once.
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
            // If this went on, it would end unseen in the pool, and the object would wait for ever.
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

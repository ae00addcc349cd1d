package dev.serai.event;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Delivers events, of many objects at a time and of one object never more than one. What a sink refuses is tried
 * again until it is taken; meanwhile later events of that object wait behind it, and other objects go on. What bears
 * the name of a deleted object waits behind its delete.
 *
 * <p>What waits for a slow sink is bounded by the number of objects: of a living object some events at first, and when
 * many wait in all the newest state, whose bytes the cache has anyway; of a dead one no byte, since the ledger has them.
 */
final class Lanes implements AutoCloseable {

    /** Hands an event to the sink. */
    @FunctionalInterface
    interface Delivery {
        /** {@code attempt} is 1 for the first time, and one more after each refusal of the same event. */
        Outcome deliver(WatchEvent event, int attempt);
    }

    /**
     * What became of an attempt.
     *
     * @param taken whether the sink has the event
     * @param retryAfterMillis when it wants it again; empty where it does not say
     */
    record Outcome(boolean taken, OptionalLong retryAfterMillis) {

        static final Outcome TAKEN = new Outcome(true, OptionalLong.empty());
        static final Outcome REFUSED = new Outcome(false, OptionalLong.empty());

        static Outcome refusedFor(long millis) {
            return new Outcome(false, OptionalLong.of(millis));
        }
    }

    static final int MANY = 1_000;

    private static final Logger LOG = LoggerFactory.getLogger(Lanes.class);
    private static final int ROOMY = 8;
    private static final int TIGHT = 2;

    private final ScheduledExecutorService threads;
    private final Backoff backoff;
    private final Delivery delivery;
    private final UnaryOperator<WatchEvent> light;
    private final Map<String, Mailbox> mailboxes = new HashMap<>();
    private final LongAdder coalesced = new LongAdder();
    private int waiting;
    private boolean closed;

    /**
     * As many lanes as {@code threads} has threads; they are given back on close. {@code light} makes of an event one
     * that holds no bytes, of an object that the ledger then has.
     */
    Lanes(ScheduledExecutorService threads, Backoff backoff, Delivery delivery, UnaryOperator<WatchEvent> light) {
        this.threads = threads;
        this.backoff = backoff;
        this.delivery = delivery;
        this.light = light;
    }

    /** Takes an event and returns at once. */
    synchronized void offer(WatchEvent event) {
        if (closed) {
            return;
        }
        Mailbox mailbox = mailboxes.get(event.path());
        boolean first = mailbox == null;
        if (first) {
            mailbox = new Mailbox();
            mailboxes.put(event.path(), mailbox);
        }
        int more = event.isDelete() && waiting >= MANY
                ? mailbox.addLight(event.fromLedger(), light)
                : mailbox.add(event, waiting < MANY ? ROOMY : TIGHT);
        waiting += more;
        coalesced.add(1 - more);
        if (first) {
            schedule(event.path(), 0);
        }
    }

    /** How many events were replaced by a later one of the same object before a sink could take them. */
    long coalesced() {
        return coalesced.sum();
    }

    /** How many events no sink has taken yet. */
    synchronized int waiting() {
        return waiting;
    }

    /** When the oldest of the events that no sink has taken was seen; empty where none waits. */
    synchronized Optional<Instant> oldest() {
        return mailboxes.values().stream().map(mailbox -> mailbox.head().seen()).min(Instant::compareTo);
    }

    /** Starts no further delivery; what was not delivered is found again by the ledger. */
    @Override
    public synchronized void close() {
        closed = true;
        threads.shutdown();
    }

    private void run(String path) {
        Mailbox mailbox;
        WatchEvent event;
        int attempt;
        synchronized (this) {
            if (closed) {
                return;
            }
            mailbox = mailboxes.get(path);
            event = mailbox.head();
            attempt = mailbox.attempt();
        }
        Outcome outcome = attempt(event, attempt);
        synchronized (this) {
            if (!outcome.taken()) {
                long wait = backoff.millis(mailbox.failed());
                schedule(path, outcome.retryAfterMillis().orElse(wait));
                return;
            }
            waiting--;
            if (mailbox.taken()) {
                mailboxes.remove(path);
            } else {
                schedule(path, 0);
            }
        }
    }

    private Outcome attempt(WatchEvent event, int attempt) {
        try {
            return delivery.deliver(event, attempt);
        } catch (RuntimeException | Error e) {
            // Thrown on, it would end in the pool, unseen, and the object would wait for ever.
            LOG.error("{} of {} could not be delivered; it will be tried again", event.typeName(), event.path(), e);
            return Outcome.REFUSED;
        }
    }

    private void schedule(String path, long delayMillis) {
        if (!closed) {
            threads.schedule(() -> run(path), delayMillis, TimeUnit.MILLISECONDS);
        }
    }
}

package dev.serai.event.delivery;

import dev.serai.log.LoggedCause;
import dev.serai.retry.Backoff;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
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
    public record Outcome(boolean taken, OptionalLong retryAfterMillis, CompletionStage<?> retryWhen) {

        public static final Outcome TAKEN = new Outcome(true, OptionalLong.empty(), null);
        public static final Outcome REFUSED = new Outcome(false, OptionalLong.empty(), null);

        static Outcome refusedFor(long millis, CompletionStage<?> orWhen) {
            return new Outcome(false, OptionalLong.of(millis), orWhen);
        }
    }

    /** Leaves the bytes of an event to the ledger. */
    @FunctionalInterface
    public interface Lightening {
        /** The event without bytes, of an object that the ledger then has; null if it cannot be. May take its time. */
        WatchEvent light(WatchEvent event);
    }

    static final int MANY = 1_000;

    private static final Logger LOG = LoggerFactory.getLogger(OrderedDispatcher.class);
    private static final int ROOMY = 8;
    private static final int TIGHT = 2;

    private final ScheduledExecutorService threads;
    private final Retries retries;
    private final Delivery delivery;
    private final ExecutorService ledgerThread;
    private final Lightening lightening;
    private final Runnable overrun;
    private final Map<String, Lane> lanes = new HashMap<>();
    private final LongAdder coalesced = new LongAdder();
    // The names whose mailboxes hold bytes of dead objects, and of how many.
    private final Set<String> toLighten = new LinkedHashSet<>();
    private int heavy;
    private boolean isLightening;
    private int waiting;
    private boolean closed;

    /** What waits under one name, and who is at it: never a delivery and the ledger's thread at once. */
    private static final class Lane {
        private final ObjectQueue mailbox = new ObjectQueue();
        private boolean isDelivering;
        private boolean isLightening;
        private boolean isDue;
    }

    private record Lightened(String path, Lane lane, List<WatchEvent> events) {}

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
            Lightening lightening,
            Runnable overrun) {
        this.threads = threads;
        this.retries = new Retries(threads, backoff, this::run);
        this.delivery = delivery;
        this.ledgerThread = ledgerThread;
        this.lightening = lightening;
        this.overrun = overrun;
    }

    /** Takes an event and returns at once: it is called under the lock that all reads of the resource depend on. */
    public synchronized void offer(WatchEvent event) {
        if (closed) {
            return;
        }
        Lane lane = lanes.get(event.pathOfAnyVersion());
        boolean first = lane == null;
        if (first) {
            lane = new Lane();
            lanes.put(event.pathOfAnyVersion(), lane);
        }
        int before = lane.mailbox.heavy();
        int more = event.isDelete() && waiting >= MANY
                ? lane.mailbox.addDead(event)
                : lane.mailbox.add(event, waiting < MANY ? ROOMY : TIGHT);
        waiting += more;
        coalesced.add(1 - more);
        if (first) {
            schedule(event.pathOfAnyVersion(), 0);
        }
        weigh(event.pathOfAnyVersion(), lane, before);
        if (heavy > MANY) {
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
        return lanes.values().stream().map(lane -> lane.mailbox.head().seen()).min(Instant::compareTo);
    }

    /** Starts no further delivery; what was not delivered is found again by the ledger. */
    @Override
    public synchronized void close() {
        closed = true;
        retries.close();
        threads.shutdown();
        ledgerThread.shutdown();
    }

    /** Whether nothing is delivered or written any more. */
    public boolean isTerminated() {
        return threads.isTerminated() && ledgerThread.isTerminated();
    }

    private void run(String path) {
        Lane lane;
        WatchEvent event;
        int attempt;
        synchronized (this) {
            if (closed) {
                return;
            }
            lane = lanes.get(path);
            if (lane.isLightening) {
                lane.isDue = true;
                return;
            }
            lane.isDelivering = true;
            event = lane.mailbox.head();
            attempt = lane.mailbox.attempt();
        }
        Outcome outcome = attempt(event, attempt);
        synchronized (this) {
            lane.isDelivering = false;
            if (closed) {
                return;
            }
            int before = lane.mailbox.heavy();
            if (!outcome.taken()) {
                retries.later(path, lane.mailbox.failed(), outcome);
            } else {
                waiting--;
                if (attempt > 1) {
                    retries.taken();
                }
                if (lane.mailbox.taken()) {
                    lanes.remove(path);
                } else {
                    schedule(path, 0);
                }
            }
            weigh(path, lane, before);
        }
    }

    // Counts what a mailbox holds that the ledger should, where it held that of so many before, and sees to it.
    private void weigh(String path, Lane lane, int before) {
        int now = lane.mailbox.heavy();
        heavy += now - before;
        if (now == 0) {
            toLighten.remove(path);
        } else if (now != before) {
            toLighten.add(path);
        }
        if (!toLighten.isEmpty() && !isLightening && !closed) {
            isLightening = true;
            ledgerThread.execute(this::lighten);
        }
    }

    private void lighten() {
        for (Lightened next = nextToLighten(); next != null; next = nextToLighten()) {
            Map<WatchEvent, WatchEvent> light = new HashMap<>();
            for (WatchEvent event : next.events()) {
                try {
                    Optional.ofNullable(lightening.light(event)).ifPresent(made -> light.put(event, made));
                } catch (RuntimeException | Error e) {
                    LOG.error(
                            "{} of {} could not be left to the ledger: {}",
                            event.typeName(),
                            event.path(),
                            LoggedCause.trace(e));
                    LOG.debug(
                            "{} of {} could not be left to the ledger: {}",
                            event.typeName(),
                            event.path(),
                            LoggedCause.of(e));
                }
            }
            lightened(next, light);
        }
    }

    private synchronized Lightened nextToLighten() {
        for (String path : toLighten) {
            Lane lane = lanes.get(path);
            if (!closed && !lane.isDelivering) {
                toLighten.remove(path);
                lane.isLightening = true;
                return new Lightened(path, lane, lane.mailbox.addedOfDead());
            }
        }
        isLightening = false;
        return null;
    }

    private synchronized void lightened(Lightened done, Map<WatchEvent, WatchEvent> light) {
        Lane lane = done.lane();
        int before = lane.mailbox.heavy();
        lane.mailbox.lighten(light);
        heavy += lane.mailbox.heavy() - before;
        lane.isLightening = false;
        if (lane.isDue) {
            lane.isDue = false;
            schedule(done.path(), 0);
        }
    }

    private void giveUp() {
        closed = true;
        retries.close();
        lanes.clear();
        toLighten.clear();
        heavy = 0;
        waiting = 0;
        overrun.run();
    }

    private Outcome attempt(WatchEvent event, int attempt) {
        try {
            return delivery.deliver(event, attempt);
        } catch (RuntimeException | Error e) {
            // Thrown on, it would end in the pool, unseen, and the object would wait for ever.
            LOG.error(
                    "{} of {} could not be delivered and will be tried again: {}",
                    event.typeName(),
                    event.path(),
                    LoggedCause.trace(e));
            LOG.debug(
                    "{} of {} could not be delivered and will be tried again: {}",
                    event.typeName(),
                    event.path(),
                    LoggedCause.of(e));
            return Outcome.REFUSED;
        }
    }

    private void schedule(String path, long delayMillis) {
        if (!closed) {
            threads.schedule(() -> run(path), delayMillis, TimeUnit.MILLISECONDS);
        }
    }
}

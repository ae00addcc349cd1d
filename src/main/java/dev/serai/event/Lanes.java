package dev.serai.event;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Delivers events, of many objects at a time and of one object never more than one. What a sink refuses is tried
 * again until it is taken; meanwhile later events of that object wait behind it, and other objects go on. What bears
 * the name of a deleted object waits behind its delete.
 */
final class Lanes implements AutoCloseable {

    /** Hands an event to the sink. */
    @FunctionalInterface
    interface Delivery {
        /** Returns whether the sink has taken the event. */
        boolean deliver(WatchEvent event);
    }

    private static final Logger LOG = LoggerFactory.getLogger(Lanes.class);

    private final ScheduledExecutorService threads;
    private final Backoff backoff;
    private final Delivery delivery;
    private final Map<String, Mailbox> mailboxes = new HashMap<>();
    private final LongAdder coalesced = new LongAdder();
    private boolean closed;

    /** As many lanes as {@code threads} has threads; they are given back on close. */
    Lanes(ScheduledExecutorService threads, Backoff backoff, Delivery delivery) {
        this.threads = threads;
        this.backoff = backoff;
        this.delivery = delivery;
    }

    /** Takes an event and returns at once. */
    synchronized void offer(WatchEvent event) {
        if (closed) {
            return;
        }
        Mailbox mailbox = mailboxes.get(event.path());
        if (mailbox == null) {
            mailbox = new Mailbox();
            mailboxes.put(event.path(), mailbox);
            mailbox.add(event);
            schedule(event.path(), 0);
        } else if (mailbox.add(event)) {
            coalesced.increment();
        }
    }

    /** How many events were replaced by a later one of the same object before a sink could take them. */
    long coalesced() {
        return coalesced.sum();
    }

    /** How many objects have events that no sink has taken yet. */
    synchronized int waiting() {
        return mailboxes.size();
    }

    /** Starts no further delivery; what was not delivered is found again by the ledger. */
    @Override
    public synchronized void close() {
        closed = true;
        threads.shutdown();
    }

    private void run(String path) {
        WatchEvent event = head(path);
        boolean taken = taken(event);
        synchronized (this) {
            Mailbox mailbox = mailboxes.get(path);
            if (!taken) {
                schedule(path, backoff.millis(mailbox.failed()));
            } else if (mailbox.taken()) {
                mailboxes.remove(path);
            } else {
                schedule(path, 0);
            }
        }
    }

    private boolean taken(WatchEvent event) {
        try {
            return delivery.deliver(event);
        } catch (RuntimeException | Error e) {
            // Thrown on, it would end in the pool, unseen, and the object would wait for ever.
            LOG.error("{} of {} could not be delivered; it will be tried again", event.typeName(), event.path(), e);
            return false;
        }
    }

    private synchronized WatchEvent head(String path) {
        return mailboxes.get(path).head();
    }

    private void schedule(String path, long delayMillis) {
        if (!closed) {
            threads.schedule(() -> run(path), delayMillis, TimeUnit.MILLISECONDS);
        }
    }
}

package dev.serai.event;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/**
 * Delivers events, of many objects at a time and of one object never more than one. What a sink refuses is tried
 * again until it is taken; meanwhile later events of that object wait behind it, and other objects go on.
 */
final class Lanes implements AutoCloseable {

    /** Hands an event to the sink. */
    @FunctionalInterface
    interface Delivery {
        /** Returns whether the sink has taken the event. */
        boolean deliver(WatchEvent event);
    }

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
        Mailbox mailbox = mailboxes.get(event.uid());
        if (mailbox == null) {
            mailbox = new Mailbox();
            mailboxes.put(event.uid(), mailbox);
            mailbox.add(event);
            schedule(event.uid(), 0);
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

    private void run(String uid) {
        WatchEvent event = head(uid);
        boolean taken = delivery.deliver(event);
        synchronized (this) {
            Mailbox mailbox = mailboxes.get(uid);
            if (!taken) {
                schedule(uid, backoff.millis(mailbox.failed()));
            } else if (mailbox.taken()) {
                mailboxes.remove(uid);
            } else {
                schedule(uid, 0);
            }
        }
    }

    private synchronized WatchEvent head(String uid) {
        return mailboxes.get(uid).head();
    }

    private void schedule(String uid, long delayMillis) {
        if (!closed) {
            threads.schedule(() -> run(uid), delayMillis, TimeUnit.MILLISECONDS);
        }
    }
}

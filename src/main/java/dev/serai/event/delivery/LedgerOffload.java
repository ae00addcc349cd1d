package dev.serai.event.delivery;

import dev.serai.log.UnexpectedFailure;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Moves the bytes of waiting dead objects into the ledger. A thread of its own writes them, since whoever offers an
 * event must not wait.
 */
final class LedgerOffload {

    /** Moves the bytes of an event into the ledger. */
    @FunctionalInterface
    public interface Storing {
        /**
         * Returns the event without bytes after the ledger has the object; null if that is impossible. It may take
         * long.
         */
        @Nullable
        WatchEvent withoutBytes(WatchEvent event);
    }

    private record Part(String name, WaitingObject object, List<WatchEvent> events) {}

    private static final Logger LOG = LoggerFactory.getLogger(LedgerOffload.class);

    private final Object lock;
    private final ExecutorService thread;
    private final Storing storing;
    private final Consumer<String> due;
    // The objects whose queues hold bytes of dead objects.
    private final Map<String, WaitingObject> toStore = new LinkedHashMap<>();
    private int deadWithBytes;
    private boolean isStoring;
    private boolean closed;

    /**
     * The caller holds {@code lock} for every call; it also guards the queues. {@code due} receives the names that
     * should have been delivered meanwhile, also under the lock.
     */
    LedgerOffload(Object lock, ExecutorService thread, Storing storing, Consumer<String> due) {
        this.lock = lock;
        this.thread = thread;
        this.storing = storing;
        this.due = due;
    }

    /** For how many dead objects memory holds bytes that the ledger should have. */
    int deadWithBytes() {
        return deadWithBytes;
    }

    /** Counts what a queue holds for the ledger and plans to store it; {@code before} is what the queue held before. */
    void weigh(String name, WaitingObject object, int before) {
        int now = object.queue.deadWithBytes();
        deadWithBytes += now - before;
        if (now == 0) {
            toStore.remove(name);
        } else if (now != before) {
            toStore.put(name, object);
        }
        if (!toStore.isEmpty() && !isStoring && !closed) {
            isStoring = true;
            thread.execute(this::store);
        }
    }

    /** Starts nothing more. */
    void close() {
        closed = true;
        toStore.clear();
    }

    private void store() {
        for (Part next = next(); next != null; next = next()) {
            Map<WatchEvent, WatchEvent> stored = new HashMap<>();
            for (WatchEvent event : next.events()) {
                try {
                    Optional.ofNullable(storing.withoutBytes(event)).ifPresent(made -> stored.put(event, made));
                } catch (RuntimeException | Error e) {
                    UnexpectedFailure.log(
                            LOG, e, "{} of {} could not be left to the ledger", event.typeName(), event.path());
                }
            }
            stored(next, stored);
        }
    }

    // The next part to store; null if there is none.
    private @Nullable Part next() {
        synchronized (lock) {
            for (Map.Entry<String, WaitingObject> entry : toStore.entrySet()) {
                WaitingObject object = entry.getValue();
                if (!object.isDelivering) {
                    toStore.remove(entry.getKey());
                    object.isStoring = true;
                    return new Part(entry.getKey(), object, object.queue.addedOfDead());
                }
            }
            isStoring = false;
            return null;
        }
    }

    private void stored(Part done, Map<WatchEvent, WatchEvent> stored) {
        synchronized (lock) {
            WaitingObject object = done.object();
            int before = object.queue.deadWithBytes();
            object.queue.releaseBytes(stored);
            deadWithBytes += object.queue.deadWithBytes() - before;
            object.isStoring = false;
            if (object.isDue) {
                object.isDue = false;
                due.accept(done.name());
            }
        }
    }
}

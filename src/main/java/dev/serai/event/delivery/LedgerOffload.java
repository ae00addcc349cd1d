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
 * Leaves the bytes of dead objects that wait to the ledger. They are written to it by a thread of its own, since whoever
 * offers an event must not wait.
 */
final class LedgerOffload {

    /** Leaves the bytes of an event to the ledger. */
    @FunctionalInterface
    public interface Storing {
        /** The event without bytes, of an object that the ledger then has; null if it cannot be. May take its time. */
        @Nullable
        WatchEvent withoutBytes(WatchEvent event);
    }

    private record Part(String name, WaitingObject object, List<WatchEvent> events) {}

    private static final Logger LOG = LoggerFactory.getLogger(LedgerOffload.class);

    private final Object lock;
    private final ExecutorService thread;
    private final Storing storing;
    private final Consumer<String> due;
    // Those whose queues hold bytes of dead objects.
    private final Map<String, WaitingObject> toStore = new LinkedHashMap<>();
    private int deadWithBytes;
    private boolean isStoring;
    private boolean closed;

    /**
     * Everything is called under {@code lock}, which guards the queues, too; {@code due} is told the names that were to
     * be delivered meanwhile, also under it.
     */
    LedgerOffload(Object lock, ExecutorService thread, Storing storing, Consumer<String> due) {
        this.lock = lock;
        this.thread = thread;
        this.storing = storing;
        this.due = due;
    }

    /** Of how many dead objects there are bytes that the ledger should have. */
    int deadWithBytes() {
        return deadWithBytes;
    }

    /** Counts what a queue holds that the ledger should, where it held that of {@code before} objects, and sees to it. */
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

    /** Begins with nothing more. */
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

    // Null where there is none.
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

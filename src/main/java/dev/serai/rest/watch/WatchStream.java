package dev.serai.rest.watch;

import dev.serai.cache.object.CachedObject;
import dev.serai.cache.store.Change;
import dev.serai.cache.store.Transition;
import dev.serai.kube.ResourcePath;
import dev.serai.kube.ResourceType;
import dev.serai.kube.StatusException;
import dev.serai.rest.wire.Format;
import dev.serai.rest.wire.ListOptions;
import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * One watcher: it receives first the existing objects, then the changes. It is written to as fast as it reads. What it
 * has not read yet waits in a bounded queue of shared bytes; if the queue overflows, the watcher is disconnected. Only
 * the event loop uses it.
 */
final class WatchStream {

    // Each object is encoded anew, which takes time for a table, and there may be thousands: other work runs in
    // between.
    private static final int STEP = 50;
    // Enough for a rollout of a thousand pods. The bytes are shared by all watchers that are this far behind.
    private static final int MAX_WAITING = 4_000;
    private static final int MAX_WAITING_BYTES = 16 * 1024 * 1024;

    private final WatchConnection connection;
    private final ResourceType type;
    private final ListOptions options;
    private final @Nullable String namespace;
    private final Format form;
    private final WatchEventEncoder lines;
    private final Context eventLoop;
    private final Queue<Buffer> waiting = new ArrayDeque<>();
    private long waitingBytes;
    private Iterator<CachedObject> initial = Collections.emptyIterator();
    private long version;
    private long begunAt;
    private boolean initialEndTold;
    private boolean begun;
    private boolean goesOn;
    private boolean ended;

    WatchStream(
            WatchConnection connection,
            ResourceType type,
            ResourcePath path,
            ListOptions options,
            Format form,
            WatchEventEncoder lines,
            Context eventLoop) {
        this.connection = connection;
        this.type = type;
        this.options = options;
        this.namespace = path.namespace();
        this.form = form;
        this.lines = lines;
        this.eventLoop = eventLoop;
        connection.onDrained(this::pump);
    }

    /** Begins with the existing objects. They include the changes up to {@code from}. */
    void beginWith(List<CachedObject> objects, long from) {
        version = from;
        begunAt = from;
        initial = objects.stream().filter(options.selector()).iterator();
        pump();
    }

    /** Begins with the changes since the watcher's last watch, which go up to {@code from}. */
    void goOnWith(List<Change> missed, long from) {
        initialEndTold = true;
        missed.forEach(this::take);
        version = Math.max(from, options.version());
        pump();
    }

    /** Takes objects that the watcher may see from now on. */
    void join(List<CachedObject> objects) {
        for (CachedObject object : objects) {
            // What is newer comes as a change.
            if (Long.parseLong(object.resourceVersion()) <= version
                    && options.selector().test(object)) {
                queue(lines.initial(type, object, form, !initial.hasNext() && isFirst()));
            }
        }
        pump();
    }

    /** Takes a change that has just happened. */
    void changed(Change change) {
        // The watcher has already seen older changes: in its snapshot, or before the version that it resumes from.
        if (change.version() > version) {
            version = change.version();
            take(change);
            pump();
        }
    }

    /** Nothing changed up to this version. */
    void reached(long bookmark) {
        version = Math.max(version, bookmark);
    }

    /** Tells the watcher how far it is, unless earlier events still wait. */
    void bookmark() {
        if (options.bookmarks() && !initial.hasNext() && waiting.isEmpty() && !isEnded()) {
            connection.write(lines.bookmark(type, version, false, form, isFirst()));
        }
    }

    /** Ends in order. */
    void end() {
        if (!isEnded()) {
            ended = true;
            waiting.clear();
            connection.end();
        }
    }

    /** Ends because the resource is gone, after these last deletes: without an error, as in the API server. */
    void endWith(List<Change> deletes) {
        deletes.forEach(this::take);
        pump();
        end();
    }

    /** Ends because what follows cannot be sent without a gap: the client must list again. */
    void expire(long from, long oldest) {
        if (!isEnded()) {
            connection.write(WatchEventEncoder.expired(from, oldest, form));
            end();
        }
    }

    /** Ends because the caller may no longer have it. */
    void refuse(StatusException refusal) {
        if (!isEnded()) {
            connection.write(WatchEventEncoder.refused(refusal.status(), form));
            end();
        }
    }

    /** Ends at once: the client watches again from its version. */
    void breakOff() {
        ended = true;
        waiting.clear();
        connection.abort();
    }

    /** The version that the watcher has reached. */
    long version() {
        return version;
    }

    boolean isEnded() {
        return ended || connection.isClosed();
    }

    private void take(Change change) {
        CachedObject object = change.object();
        if (namespace != null && !namespace.equals(object.namespace())) {
            return;
        }
        Transition.of(change, options.selector())
                .map(transition ->
                        lines.change(type, transition, change.version(), form, !initial.hasNext() && isFirst()))
                .ifPresent(this::queue);
    }

    private void queue(Buffer line) {
        waiting.add(line);
        waitingBytes += line.length();
    }

    private void pump() {
        if (isEnded()) {
            return;
        }
        for (int i = 0; i < STEP && initial.hasNext() && !connection.isFull(); i++) {
            connection.write(lines.initial(type, initial.next(), form, isFirst()));
        }
        if (initial.hasNext()) {
            if (!connection.isFull() && !goesOn) {
                goesOn = true;
                eventLoop.runOnContext(now -> {
                    goesOn = false;
                    pump();
                });
            }
            cutOffWhenTooSlow();
            return;
        }
        if (!initialEndTold) {
            initialEndTold = true;
            if (options.bookmarks()) {
                connection.write(lines.bookmark(type, begunAt, true, form, isFirst()));
            }
        }
        while (!waiting.isEmpty() && !connection.isFull()) {
            Buffer line = waiting.remove();
            waitingBytes -= line.length();
            connection.write(line);
        }
        cutOffWhenTooSlow();
    }

    // Call it once for each event, in the order in which they are written.
    private boolean isFirst() {
        boolean first = !begun;
        begun = true;
        return first;
    }

    private void cutOffWhenTooSlow() {
        if (waiting.size() > MAX_WAITING || waitingBytes > MAX_WAITING_BYTES) {
            breakOff();
        }
    }
}

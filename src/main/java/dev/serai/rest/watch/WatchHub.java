package dev.serai.rest.watch;

import dev.serai.cache.ResourceCache;
import dev.serai.cache.store.Change;
import dev.serai.cache.store.ChangeListener;
import dev.serai.cache.store.Snapshot;
import dev.serai.kube.ResourcePath;
import dev.serai.kube.ResourceType;
import dev.serai.rest.wire.Answers;
import dev.serai.rest.wire.Format;
import dev.serai.rest.wire.ListOptions;
import dev.serai.security.CallerAccess;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * All watchers of one resource. They run on the server's event loop and need no thread; the informer's thread only
 * hands each change over.
 */
public final class WatchHub implements ChangeListener {

    private static final long BOOKMARK_MILLIS = TimeUnit.MINUTES.toMillis(1);
    // As in the API server: between half an hour and an hour, so that watches do not all end together.
    private static final long MIN_WATCH_SECONDS = 1_800;

    private final ResourceCache cache;
    private final Vertx vertx;
    private final Context eventLoop;
    private final WatchEventEncoder lines;
    private final Set<WatchStream> streams = new LinkedHashSet<>();
    // Read by whoever asks for metrics.
    private volatile int watchers;

    /** Must be created on the event loop on which the requests arrive. */
    public WatchHub(ResourceCache cache, Vertx vertx, WatchEventEncoder lines) {
        this.cache = cache;
        this.vertx = vertx;
        this.lines = lines;
        this.eventLoop = vertx.getOrCreateContext();
        cache.subscribe(this);
    }

    /**
     * Begins a watch; calls {@code ended}, at least once, when it has ended. It ends when {@code access} is withdrawn; null
     * where callers are not known.
     */
    public void add(
            WatchConnection connection,
            ResourceType type,
            ResourcePath path,
            ListOptions options,
            Format form,
            Runnable ended,
            @Nullable CallerAccess access) {
        connection.onEnd(ended);
        var stream = new WatchStream(connection, type, path, options, form, lines, eventLoop);
        if (access != null) {
            access.onWithdrawn(stream::refuse);
            if (access.scope() != null) {
                access.scope().onChange(more -> join(stream, options, more), () -> expire(stream));
            }
        }
        if (options.initialEvents()) {
            Snapshot snapshot = cache.snapshot();
            stream.beginWith(options.candidates(snapshot, path.namespace()), snapshot.version());
        } else {
            // Read in this order: a change in between is in both, and the stream recognises it by its version.
            long reached = cache.version();
            Optional<List<Change>> missed =
                    options.version() > 0 ? cache.changesAfter(options.version()) : Optional.of(List.of());
            if (missed.isEmpty() || cache.isOfEndedHistory(options.version())) {
                stream.expire(options.version(), cache.oldestVersion());
                return;
            }
            stream.goOnWith(upTo(reached, missed.get()), reached);
        }
        keep(stream, connection, options, ended);
    }

    /** How many watchers there are. Any thread may ask. */
    public int watchers() {
        return watchers;
    }

    private void join(WatchStream stream, ListOptions options, Set<String> namespaces) {
        for (String namespace : namespaces) {
            stream.join(options.candidates(cache.snapshot(), namespace));
        }
    }

    private void expire(WatchStream stream) {
        stream.expire(stream.version(), cache.oldestVersion());
    }

    @Override
    public void changed(Change change) {
        eventLoop.runOnContext(now -> forEach(stream -> stream.changed(change)));
    }

    @Override
    public void relisted() {
        eventLoop.runOnContext(now -> forEach(this::expire));
    }

    @Override
    public void historyEnded() {
        relisted();
    }

    @Override
    public void redefined() {
        // As the API server does; whoever resumes from a version then learns that it is too old.
        eventLoop.runOnContext(now -> forEach(WatchStream::end));
    }

    @Override
    public void reached(long version) {
        eventLoop.runOnContext(now -> forEach(stream -> stream.reached(version)));
    }

    @Override
    public void ended(List<Change> left) {
        eventLoop.runOnContext(now -> forEach(stream -> stream.endWith(left)));
    }

    private void keep(WatchStream stream, WatchConnection connection, ListOptions options, Runnable ended) {
        if (stream.isEnded()) {
            ended.run();
            return;
        }
        streams.add(stream);
        watchers = streams.size();
        long bookmarks = vertx.setPeriodic(BOOKMARK_MILLIS, timer -> stream.bookmark());
        long end = vertx.setTimer(TimeUnit.SECONDS.toMillis(seconds(options)), timer -> stream.end());
        connection.onEnd(() -> {
            ended.run();
            forget(stream, bookmarks, end);
        });
    }

    private void forget(WatchStream stream, long... timers) {
        streams.remove(stream);
        watchers = streams.size();
        for (long timer : timers) {
            vertx.cancelTimer(timer);
        }
    }

    // A stream that ends leaves the set, which must not change during the loop.
    private void forEach(Consumer<WatchStream> action) {
        for (WatchStream stream : List.copyOf(streams)) {
            try {
                action.accept(stream);
            } catch (RuntimeException failure) {
                // The others must still hear it.
                Answers.log(failure);
                stream.breakOff();
            }
        }
    }

    private static List<Change> upTo(long reached, List<Change> changes) {
        return changes.stream().filter(change -> change.version() <= reached).toList();
    }

    private static long seconds(ListOptions options) {
        return options.timeoutSeconds() > 0
                ? options.timeoutSeconds()
                : MIN_WATCH_SECONDS + ThreadLocalRandom.current().nextLong(MIN_WATCH_SECONDS);
    }
}

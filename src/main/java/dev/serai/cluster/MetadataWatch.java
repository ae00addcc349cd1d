package dev.serai.cluster;

import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hears which objects of one resource change, but not how. It goes on trying for ever: one {@link MetadataWatchAttempt}
 * after the other. All but {@link #isConnected} happens on the scheduler's one thread.
 */
final class MetadataWatch implements MetadataWatchAttempt.Owner {

    private static final Logger LOG = LoggerFactory.getLogger(MetadataWatch.class);
    private static final int GONE = 410;
    private static final int SERVER_ERROR = 500;
    private static final int TOO_MANY_REQUESTS = 429;
    private static final Duration RETRY = Duration.ofSeconds(1);
    // A missing right, or an API server without this resource: both may last.
    private static final Duration RETRY_REFUSED = Duration.ofSeconds(30);
    private static final Duration LOOK = Duration.ofSeconds(15);

    private final ApiServer apiServer;
    private final String path;
    private final ScheduledExecutorService scheduler;
    private final Clock clock;
    private final Consumer<String> changed;
    private final Runnable begun;
    private volatile boolean connected;
    private @Nullable MetadataWatchAttempt attempt;
    private @Nullable Future<?> next;
    // Null: must be asked for. It is kept only from a watch that ended in order to the next one: an API server that
    // comes back may have an older history.
    private @Nullable String version;
    private int refused;

    /**
     * {@code changed} hears the name of each object that was made, changed or deleted. {@code begun} hears that the
     * watch has begun, or goes on after an interruption.
     */
    MetadataWatch(
            ApiServer apiServer,
            String path,
            ScheduledExecutorService scheduler,
            Clock clock,
            Consumer<String> changed,
            Runnable begun) {
        this.apiServer = apiServer;
        this.path = path;
        this.scheduler = scheduler;
        this.clock = clock;
        this.changed = changed;
        this.begun = begun;
    }

    void start() {
        scheduler.execute(this::connect);
        scheduler.scheduleWithFixedDelay(this::endIfSilent, LOOK.toMillis(), LOOK.toMillis(), TimeUnit.MILLISECONDS);
    }

    boolean isConnected() {
        return connected;
    }

    /** Gives up an attempt that has been silent for too long, and begins the next at once. */
    void endIfSilent() {
        if (attempt != null && attempt.isSilent()) {
            again(null, Duration.ZERO);
        }
    }

    void close() {
        scheduler.execute(this::end);
    }

    @Override
    public void begun() {
        refused = 0;
        begun.run();
        connected = true;
    }

    @Override
    public void changed(String name) {
        changed.accept(name);
    }

    @Override
    public void ended(@Nullable String at) {
        again(at, RETRY);
    }

    @Override
    public void refused(int code) {
        if (code == GONE || code == TOO_MANY_REQUESTS || code >= SERVER_ERROR) {
            again(null, RETRY);
            return;
        }
        if (refused != code) {
            LOG.warn(
                    "{} cannot be watched: the API server answered {}; without the right to list and watch them,"
                            + " discovery may be a second late",
                    path.substring(path.lastIndexOf('/') + 1),
                    code);
        }
        refused = code;
        again(null, RETRY_REFUSED);
    }

    private void connect() {
        attempt = new MetadataWatchAttempt(apiServer, path, version, scheduler, clock, this);
        attempt.start();
    }

    private void again(@Nullable String at, Duration delay) {
        end();
        version = at;
        next = scheduler.schedule(this::connect, delay.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void end() {
        connected = false;
        if (attempt != null) {
            attempt.cancel();
            attempt = null;
        }
        if (next != null) {
            next.cancel(false);
        }
    }
}

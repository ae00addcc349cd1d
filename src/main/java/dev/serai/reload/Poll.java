package dev.serai.reload;

import dev.serai.log.UnexpectedFailure;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.camel.CamelContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Checks a file or a directory each second, on a thread of its own. A file watch would not do: a mounted ConfigMap
 * changes by a link, which no watch reports.
 */
final class Poll {

    private static final Logger LOG = LoggerFactory.getLogger(Poll.class);
    private static final long LOOK_MILLIS = 1_000;

    private final CamelContext context;
    private final String thread;
    private final String failed;
    private final Runnable look;
    private @Nullable ScheduledExecutorService scheduler;

    /** {@code failed} is the log's text for a failed check. */
    Poll(CamelContext context, String thread, String failed, Runnable look) {
        this.context = context;
        this.thread = thread;
        this.failed = failed;
        this.look = look;
    }

    /** Checks once now, and then again and again. */
    void start() {
        lookOnce();
        scheduler = context.getExecutorServiceManager().newSingleThreadScheduledExecutor(this, thread);
        scheduler.scheduleWithFixedDelay(this::lookOnce, LOOK_MILLIS, LOOK_MILLIS, TimeUnit.MILLISECONDS);
    }

    void stop() {
        if (scheduler != null) {
            context.getExecutorServiceManager().shutdownNow(scheduler);
        }
    }

    private void lookOnce() {
        try {
            look.run();
        } catch (RuntimeException e) {
            // Whatever happened, the next check must come.
            UnexpectedFailure.log(LOG, e, "{}", failed);
        }
    }
}

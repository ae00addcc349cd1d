package dev.serai.page;

import dev.serai.cache.ResourceCache;
import dev.serai.log.UnexpectedFailure;
import dev.serai.rest.exchange.AnswerBody;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells pages that listen what happens to pods, and every two seconds how Serai is. While nobody listens it does
 * nothing. All of it is done on one thread of its own, as reports and pods are too much for the event loop.
 */
final class LivePage implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(LivePage.class);
    private static final long REPORT_MILLIS = 2_000;
    // A flood of changes is shown five times a second.
    private static final long GATHER_MILLIS = 200;
    private static final int MOST_MISSED = 20;

    private final PageListeners listeners;
    private final Supplier<ObserveReport> report;
    private final Optional<ResourceCache> pods;
    private final PodChangeFeed changes = new PodChangeFeed(() -> schedule(this::tellPods, GATHER_MILLIS));
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(task -> {
        var named = new Thread(task, "serai-page");
        named.setDaemon(true);
        return named;
    });
    // Of that thread only.
    private boolean open;

    /** {@code pods} is the cache of pods, where they are cached. */
    LivePage(PageListeners listeners, Supplier<ObserveReport> report, Optional<ResourceCache> pods) {
        this.listeners = listeners;
        this.report = report;
        this.pods = pods;
    }

    /** The answer to one who wants to listen, and has heard all up to {@code version}. Call it on the event loop. */
    AnswerBody listen(long version) {
        listeners.admit();
        return response -> {
            listeners.begin(response);
            schedule(() -> welcome(response, version), 0);
        };
    }

    @Override
    public void close() {
        thread.shutdownNow();
        pods.ifPresent(cache -> cache.unsubscribe(changes));
        listeners.end();
    }

    private void welcome(HttpServerResponse response, long version) {
        if (!open) {
            open = true;
            pods.ifPresent(cache -> cache.subscribe(changes));
            schedule(this::tellReport, REPORT_MILLIS);
        }
        listeners.tell(response, PageJson.event("status", report.get()));
        pods.map(PodHistory::new).ifPresent(known -> known.after(version, MOST_MISSED)
                .forEach(line -> listeners.tell(response, event(line))));
    }

    private void tellReport() {
        if (listeners.areAny()) {
            schedule(this::tellReport, REPORT_MILLIS);
            listeners.tell(PageJson.event("status", report.get()));
        } else {
            open = false;
            pods.ifPresent(cache -> cache.unsubscribe(changes));
            changes.clear();
        }
    }

    private void tellPods() {
        PodChangeFeed.Taken taken = changes.take();
        if (taken.skipped() > 0) {
            listeners.tell(PageJson.event("skipped", Map.of("changes", taken.skipped())));
        }
        taken.lines().forEach(line -> listeners.tell(event(line)));
    }

    private static Buffer event(PodChangeLine line) {
        return PageJson.event(Long.parseLong(line.version()), "pod", line);
    }

    private void schedule(Runnable task, long millis) {
        try {
            thread.schedule(() -> guarded(task), millis, TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException stopped) {
            LOG.debug("the page is closed");
        }
    }

    // The next look must come.
    private static void guarded(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException failure) {
            UnexpectedFailure.log(LOG, failure, "the page could not be told how Serai is");
        }
    }
}

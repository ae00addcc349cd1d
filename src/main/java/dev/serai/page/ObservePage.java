package dev.serai.page;

import dev.serai.cache.ResourceCache;
import dev.serai.cache.ResourceCaches;
import dev.serai.kube.GroupResource;
import dev.serai.limit.CallerQuota;
import dev.serai.limit.WriteBulkhead;
import dev.serai.limit.WriteLimits;
import dev.serai.sink.deadletter.DeadLetters;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.jspecify.annotations.Nullable;

/** Answers the management port's requests of people who look with a browser. The routes are in {@code page.camel.yaml}. */
public final class ObservePage implements AutoCloseable {

    private static final int MOST_LISTENERS = 20;
    private static final int BUFFER_BYTES = 256 * 1024;
    // So long may listen who has lost the right to.
    private static final long LISTENS_MILLIS = TimeUnit.MINUTES.toMillis(1);
    private static final int PERMANENTLY = 308;
    private static final String NEWEST = "9223372036854775807";

    /** The parts of Serai that the page tells of. */
    public record Shown(
            ResourceCaches caches,
            CallerQuota streams,
            WriteLimits limits,
            WriteBulkhead bulkhead,
            CircuitBreaker breaker,
            DeadLetters deadLetters) {}

    private final PageFile document = PageFile.of("index.html", "text/html; charset=utf-8");
    private final PageFile style = PageFile.of("page.css", "text/css; charset=utf-8");
    private final PageFile script = PageFile.of("page.js", "text/javascript; charset=utf-8");
    private final PageFile icon = PageFile.of("icon.svg", "image/svg+xml");
    private final ExecutorService letterReader = Executors.newSingleThreadExecutor(task -> {
        var named = new Thread(task, "serai-page-letters");
        named.setDaemon(true);
        return named;
    });
    private final ObserveReports reports;
    private final LivePage live;

    /** {@code meters} is asked on demand; null for none. */
    public ObservePage(Shown shown, CamelContext context, Supplier<@Nullable MeterRegistry> meters, Clock clock) {
        Optional<ResourceCache> pods = shown.caches().of(GroupResource.PODS);
        CallerQuota streams = shown.streams();
        var counts = new Counts(meters);
        reports = new ObserveReports(
                new CachedResources(shown.caches()),
                () -> new ObserveReport.Watchers(streams.held(), streams.most()),
                new WriteThrottle(shown.limits(), shown.bulkhead(), shown.breaker(), counts),
                new SubscriptionLag(context, counts),
                new GivenUp(shown.deadLetters(), clock, letterReader),
                new RouteCounts(context, counts),
                pods.map(PodHistory::new),
                clock);
        live = new LivePage(new PageListeners(MOST_LISTENERS, BUFFER_BYTES, LISTENS_MILLIS), reports, pods);
    }

    /** The page itself. */
    public void document(Exchange exchange) {
        document.answer(exchange);
    }

    public void style(Exchange exchange) {
        style.answer(exchange);
    }

    public void script(Exchange exchange) {
        script.answer(exchange);
    }

    public void icon(Exchange exchange) {
        icon.answer(exchange);
    }

    /** Leads to the page who has left out the slash, from which the page's own addresses begin. */
    public void toDocument(Exchange exchange) {
        PageFile.answer(exchange, "text/plain", new byte[0]);
        exchange.getMessage().setHeader(Exchange.HTTP_RESPONSE_CODE, PERMANENTLY);
        exchange.getMessage().setHeader("Location", "observe/");
    }

    /** How Serai is, as JSON. */
    public void status(Exchange exchange) {
        PageFile.answer(exchange, "application/json", PageJson.write(reports.whole()));
    }

    /** What happens from now on, as server-sent events. For a route on the event loop. */
    public void events(Exchange exchange) {
        long heard = heard(exchange.getMessage().getHeader("Last-Event-ID", String.class));
        PageFile.answer(exchange, "text/event-stream", live.listen(heard));
        exchange.getMessage().setHeader("Cache-Control", "no-store");
    }

    @Override
    public void close() {
        live.close();
        letterReader.shutdownNow();
    }

    // Zero for a version that nobody can have heard: what the cache remembers is told.
    private static long heard(@Nullable String version) {
        try {
            return version == null || version.length() > NEWEST.length() ? 0 : Math.max(0, Long.parseLong(version));
        } catch (NumberFormatException malformed) {
            return 0;
        }
    }
}

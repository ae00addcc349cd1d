package dev.serai.http;

import io.vertx.core.Vertx;
import io.vertx.core.impl.VertxInternal;
import io.vertx.core.impl.btc.BlockedThreadEvent;
import java.time.Duration;
import java.util.Arrays;
import org.apache.camel.Exchange;
import org.apache.camel.support.ExchangeHelper;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs which route blocks the event loop, which all reads share. Vert.x checks once a second, and logs only the stack
 * of the thread.
 */
public final class BlockedEventLoop {

    private static final Logger LOG = LoggerFactory.getLogger(BlockedEventLoop.class);
    private static final int FRAMES = 20;

    // One slot is enough: a server has one event loop. Two fields, so that no request makes an object for it.
    private volatile @Nullable Exchange running;
    private volatile @Nullable Thread eventLoop;

    /** Hears of threads of {@code vertx} that are blocked for longer than Vert.x allows. */
    public void listenTo(Vertx vertx) {
        ((VertxInternal) vertx).blockedThreadChecker().setThreadBlockedHandler(this::blocked);
    }

    /** Says what runs on this thread from now on; null for nothing. */
    void runs(@Nullable Exchange exchange) {
        if (eventLoop != Thread.currentThread()) {
            eventLoop = Thread.currentThread();
        }
        running = exchange;
    }

    private void blocked(BlockedThreadEvent event) {
        Thread thread = event.thread();
        long millis = Duration.ofNanos(event.duration()).toMillis();
        Exchange exchange = eventLoop == thread ? running : null;
        String where = String.join(
                System.lineSeparator() + "\tat ",
                Arrays.stream(thread.getStackTrace())
                        .limit(FRAMES)
                        .map(StackTraceElement::toString)
                        .toList());
        if (exchange == null) {
            LOG.warn("the thread {} has been blocked for {} ms at {}", thread.getName(), millis, where);
        } else {
            LOG.error(
                    "route {} has blocked the event loop for {} ms, and every read waits for it; take"
                            + " platformHttpEngine=#eventLoop off its path, or the step that blocks out of it: {}",
                    route(exchange),
                    millis,
                    where);
        }
    }

    private static String route(Exchange exchange) {
        String from = exchange.getFromRouteId();
        String at = ExchangeHelper.getAtRouteId(exchange);
        return at == null || at.equals(from) ? from : from + " (in " + at + ")";
    }
}

package dev.serai.page;

import dev.serai.kube.StatusException;
import dev.serai.rest.wire.Answers;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The pages that listen for events, on the event loop. One that does not read is cut off, so that what is kept for it
 * is bounded; a browser then comes back by itself.
 */
final class PageListeners {

    private static final Logger LOG = LoggerFactory.getLogger(PageListeners.class);
    private static final int RETRY_AFTER_SECONDS = 5;

    private final int most;
    private final int bufferBytes;
    private final long lastsMillis;
    private final Set<HttpServerResponse> listeners = new LinkedHashSet<>();
    private volatile @Nullable Context eventLoop;
    private volatile int count;

    /**
     * At most {@code most} at a time, each with at most {@code bufferBytes} that are not sent yet and one event more.
     * Each ends after {@code lastsMillis}, and whether it may come is looked at again when it comes back.
     */
    PageListeners(int most, int bufferBytes, long lastsMillis) {
        this.most = most;
        this.bufferBytes = bufferBytes;
        this.lastsMillis = lastsMillis;
    }

    /**
     * Says whether there is room for one more. Call it on the event loop.
     *
     * @throws StatusException 429 if there is none
     */
    void admit() {
        if (listeners.size() >= most) {
            throw StatusException.tooManyRequests(RETRY_AFTER_SECONDS);
        }
    }

    /** Begins the answer, which lasts. Call it on the event loop. */
    void begin(HttpServerResponse response) {
        Context here = Objects.requireNonNull(Vertx.currentContext(), "not on the event loop");
        eventLoop = here;
        response.setWriteQueueMaxSize(bufferBytes);
        Answers.begin(response);
        listeners.add(response);
        count = listeners.size();
        long end = here.owner().setTimer(lastsMillis, timer -> response.end());
        response.endHandler(ended -> forget(response, here, end));
        response.closeHandler(closed -> forget(response, here, end));
        response.exceptionHandler(failure -> forget(response, here, end));
    }

    /** Whether anybody listens. */
    boolean areAny() {
        return count > 0;
    }

    /** How many listen. */
    int count() {
        return count;
    }

    /** Sends an event to all who listen; from any thread. */
    void tell(Buffer event) {
        onEventLoop(() -> List.copyOf(listeners).forEach(one -> write(one, event)));
    }

    /** Sends an event to one, if it still listens; from any thread. */
    void tell(HttpServerResponse one, Buffer event) {
        onEventLoop(() -> {
            if (listeners.contains(one)) {
                write(one, event);
            }
        });
    }

    /** Ends all; from any thread. */
    void end() {
        onEventLoop(() -> List.copyOf(listeners).forEach(HttpServerResponse::end));
    }

    private void write(HttpServerResponse response, Buffer event) {
        if (response.closed() || response.ended()) {
            return;
        }
        if (response.writeQueueFull()) {
            LOG.info("a page that does not read its events is cut off");
            listeners.remove(response);
            count = listeners.size();
            Answers.breakOff(response);
        } else {
            response.write(event);
        }
    }

    private void forget(HttpServerResponse response, Context here, long timer) {
        here.owner().cancelTimer(timer);
        listeners.remove(response);
        count = listeners.size();
    }

    private void onEventLoop(Runnable action) {
        Context known = eventLoop;
        if (known != null) {
            known.runOnContext(now -> action.run());
        }
    }
}

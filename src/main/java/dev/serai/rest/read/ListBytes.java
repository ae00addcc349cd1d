package dev.serai.rest.read;

import dev.serai.kube.StatusException;
import dev.serai.limit.CallerQuota;
import dev.serai.rest.wire.Request;
import dev.serai.rest.wire.StreamedBody;
import io.vertx.core.Future;
import io.vertx.core.http.HttpServerResponse;

/**
 * Counts what a body holds between being made and being sent, until its caller has read it or has gone. A body that
 * streams holds at most {@link #MOST} at a time, however long it is, so a caller that reads slowly costs no more than
 * that. A small body is not counted.
 */
final class ListBytes {

    /** When this much waits to be sent, the next part is not made yet. */
    static final int WAITING = 256 * 1024;
    /** What waits, and the part that was made last. */
    static final int MOST = WAITING + 160 * 1024;

    /** Of a small body. */
    static final Runnable NOTHING = () -> {};

    private static final int SMALL = 16 * 1024;

    private final CallerQuota lists;

    ListBytes(CallerQuota lists) {
        this.lists = lists;
    }

    /**
     * Counts a body whose parts will be made while it is sent.
     *
     * @return call it when the body is sent; further calls do nothing
     * @throws StatusException 429 if too much is under way
     */
    Runnable hold(Request request, StreamedBody body) {
        return hold(request, Math.min(body.length(), MOST));
    }

    /** Counts a body of which {@code bytes} are made at one time, like {@link #hold(Request, StreamedBody)}. */
    Runnable hold(Request request, long bytes) {
        return bytes < SMALL ? NOTHING : lists.take(request.caller(), bytes);
    }

    /** Calls {@code sent} when the last bytes of an answer have gone, or its caller. */
    static void release(Future<Void> lastBytes, Runnable sent) {
        if (sent != NOTHING) {
            lastBytes.onComplete(done -> sent.run());
        }
    }

    /** Calls {@code sent} if the caller goes before the end. */
    static void releaseAtClose(HttpServerResponse response, Runnable sent) {
        if (sent != NOTHING) {
            response.closeHandler(closed -> sent.run());
        }
    }
}

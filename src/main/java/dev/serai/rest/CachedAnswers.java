package dev.serai.rest;

import dev.serai.cache.ResourceCache;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import java.util.Iterator;
import java.util.Locale;
import java.util.function.Supplier;

/**
 * Sends what the cache answers: with its freshness, not again to whom has it already, zipped for whom wants it so. What
 * takes longer than joining bytes is made off the event loop.
 */
final class CachedAnswers {

    private static final int NOT_MODIFIED = 304;
    // The API server's own bound.
    private static final int GZIP_FROM_BYTES = 128 * 1024;
    private static final int WAITING_BYTES = 256 * 1024;

    // Not Camel's, which writes may hold for as long as the API server lets them wait.
    private final WorkerExecutor workers;

    CachedAnswers(Vertx vertx) {
        workers = vertx.createSharedWorkerExecutor(
                "serai-reads", Runtime.getRuntime().availableProcessors());
    }

    /** {@code version} is that of the object or of the list. */
    void send(Request request, ResourceCache cache, Form form, String version, Supplier<Body> body) {
        HttpServerResponse response = request.http().response();
        Freshness.tell(cache, response);
        response.putHeader("Vary", "Accept, Accept-Encoding");
        // A table tells ages: it changes although no version does.
        if (!form.isTable()) {
            String tag = '"' + version + '-' + form.name().toLowerCase(Locale.ROOT) + '"';
            response.putHeader("ETag", tag);
            if (tag.equals(request.header("If-None-Match"))) {
                response.setStatusCode(NOT_MODIFIED).end();
                return;
            }
        }
        response.putHeader("Content-Type", form.contentType());
        String encodings = request.header("Accept-Encoding");
        boolean zip = encodings != null && encodings.contains("gzip");
        if (form != Form.JSON) {
            offTheEventLoop(response, () -> whole(body.get(), zip));
            return;
        }
        Body json = body.get();
        if (zip && json.length() >= GZIP_FROM_BYTES) {
            offTheEventLoop(response, () -> whole(json, true));
        } else {
            send(response, json);
        }
    }

    private record Whole(Buffer body, boolean zipped) {}

    private static Whole whole(Body body, boolean zip) {
        boolean zipped = zip && body.length() >= GZIP_FROM_BYTES;
        return zipped ? new Whole(Gzip.of(body), true) : new Whole(joined(body.parts()), false);
    }

    private static Buffer joined(Iterator<Buffer> parts) {
        Buffer whole = parts.next();
        while (parts.hasNext()) {
            whole.appendBuffer(parts.next());
        }
        return whole;
    }

    private void offTheEventLoop(HttpServerResponse response, Supplier<Whole> made) {
        workers.executeBlocking(made::get, false)
                .onSuccess(whole -> {
                    if (response.closed()) {
                        return;
                    }
                    if (whole.zipped()) {
                        response.putHeader("Content-Encoding", "gzip");
                    }
                    response.end(whole.body());
                })
                .onFailure(failure -> Answers.fail(response, failure));
    }

    private static void send(HttpServerResponse response, Body body) {
        Buffer first = body.parts().next();
        if (!body.parts().hasNext()) {
            response.end(first);
            return;
        }
        response.putHeader("Content-Length", Long.toString(body.length()));
        response.setWriteQueueMaxSize(WAITING_BYTES);
        response.write(first);
        sendRest(response, body.parts());
    }

    private static void sendRest(HttpServerResponse response, Iterator<Buffer> parts) {
        while (parts.hasNext() && !response.closed()) {
            if (response.writeQueueFull()) {
                response.drainHandler(drained -> sendRest(response, parts));
                return;
            }
            response.write(parts.next());
        }
        if (!response.closed()) {
            response.end();
        }
    }
}

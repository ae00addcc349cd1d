package dev.serai.rest.read;

import dev.serai.cache.ResourceCache;
import dev.serai.rest.wire.Answers;
import dev.serai.rest.wire.Encodings;
import dev.serai.rest.wire.EntityTags;
import dev.serai.rest.wire.Format;
import dev.serai.rest.wire.Freshness;
import dev.serai.rest.wire.Gzip;
import dev.serai.rest.wire.PrettyJson;
import dev.serai.rest.wire.Representation;
import dev.serai.rest.wire.Request;
import dev.serai.rest.wire.StreamedBody;
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
final class CacheResponder {

    private static final int NOT_MODIFIED = 304;
    // The API server's own bound.
    private static final int GZIP_FROM_BYTES = 128 * 1024;
    private static final int WAITING_BYTES = 256 * 1024;
    private static final String CONTENT_ENCODING = "Content-Encoding";

    // Not Camel's, which writes may hold for as long as the API server lets them wait.
    private final WorkerExecutor workers;

    CacheResponder(Vertx vertx) {
        workers = vertx.createSharedWorkerExecutor(
                "serai-reads", Runtime.getRuntime().availableProcessors());
    }

    /** {@code version} is that of the object or of the list, and differs where the content does. */
    void send(
            Request request, ResourceCache cache, Representation wanted, String version, Supplier<StreamedBody> body) {
        HttpServerResponse response = request.http().response();
        Format form = wanted.form();
        boolean pretty = wanted.pretty() && form != Format.YAML;
        Freshness.tell(cache, response);
        response.putHeader("Vary", "Accept, Accept-Encoding");
        // A table tells ages: it changes although no version does.
        if (!form.isTable()) {
            String tag = '"' + version + '-' + form.name().toLowerCase(Locale.ROOT) + (pretty ? "-pretty\"" : "\"");
            response.putHeader("ETag", tag);
            if (EntityTags.name(request.headers("If-None-Match"), tag)) {
                response.setStatusCode(NOT_MODIFIED).end();
                return;
            }
        }
        response.putHeader("Content-Type", form.contentType());
        boolean zip = Encodings.takeGzip(request.headers("Accept-Encoding"));
        if (form != Format.JSON || pretty) {
            if (request.isHead()) {
                // How long the body would be only making it would tell.
                response.end();
                return;
            }
            offTheEventLoop(response, () -> made(pretty ? indented(body.get()) : body.get(), zip));
            return;
        }
        StreamedBody json = body.get();
        boolean zipped = zip && json.length() >= GZIP_FROM_BYTES;
        if (request.isHead()) {
            response.putHeader(
                    zipped ? CONTENT_ENCODING : "Content-Length", zipped ? "gzip" : Long.toString(json.length()));
            response.end();
        } else if (zipped) {
            offTheEventLoop(response, () -> made(json, true));
        } else {
            send(response, json);
        }
    }

    private record Made(Buffer first, Iterator<Buffer> rest, boolean zipped) {}

    private static Made made(StreamedBody body, boolean zip) {
        boolean zipped = zip && body.length() >= GZIP_FROM_BYTES;
        Iterator<Buffer> parts = zipped ? StreamedBody.of(Gzip.of(body)).parts() : body.parts();
        return new Made(parts.next(), parts, zipped);
    }

    // Its length is that before.
    private static StreamedBody indented(StreamedBody json) {
        return new StreamedBody(json.length(), PrettyJson.of(json.parts()));
    }

    private void offTheEventLoop(HttpServerResponse response, Supplier<Made> making) {
        workers.executeBlocking(making::get, false)
                .onSuccess(made -> Answers.guarded(response, () -> begin(response, made)))
                .onFailure(failure -> Answers.fail(response, failure));
    }

    private void begin(HttpServerResponse response, Made made) {
        if (response.closed()) {
            return;
        }
        if (made.zipped()) {
            response.putHeader(CONTENT_ENCODING, "gzip");
        }
        if (!made.rest().hasNext()) {
            response.end(made.first());
            return;
        }
        response.setChunked(true).setWriteQueueMaxSize(WAITING_BYTES);
        response.write(made.first());
        makeRest(response, made.rest());
    }

    // One part at a time, when there is room for it.
    private void makeRest(HttpServerResponse response, Iterator<Buffer> parts) {
        if (response.closed()) {
            return;
        }
        if (response.writeQueueFull()) {
            response.drainHandler(drained -> Answers.guarded(response, () -> makeRest(response, parts)));
            return;
        }
        workers.executeBlocking(parts::next, false)
                .onSuccess(part -> Answers.guarded(response, () -> {
                    if (response.closed()) {
                        return;
                    }
                    response.write(part);
                    if (parts.hasNext()) {
                        makeRest(response, parts);
                    } else {
                        response.end();
                    }
                }))
                .onFailure(failure -> Answers.fail(response, failure));
    }

    private static void send(HttpServerResponse response, StreamedBody body) {
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
                response.drainHandler(drained -> Answers.guarded(response, () -> sendRest(response, parts)));
                return;
            }
            response.write(parts.next());
        }
        if (!response.closed()) {
            response.end();
        }
    }
}

package dev.serai.rest.read;

import dev.serai.kube.StatusException;
import dev.serai.rest.exchange.AnswerBody;
import dev.serai.rest.wire.Answers;
import dev.serai.rest.wire.Gzip;
import dev.serai.rest.wire.Request;
import dev.serai.rest.wire.StreamedBody;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import java.util.Iterator;
import java.util.Set;
import java.util.function.Supplier;

/**
 * A body that takes longer to make than joining bytes: a table, YAML, indented or zipped JSON. It is made on a worker
 * thread, one part at a time, when the caller has room for it.
 */
final class MadeBody implements AnswerBody {

    // The API server's own bound.
    private static final int GZIP_FROM_BYTES = 128 * 1024;

    private record Parts(Buffer first, Iterator<Buffer> rest, boolean zipped) {}

    private final WorkerExecutor workers;
    private final Supplier<StreamedBody> body;
    private final boolean zip;
    private final ListBytes bytes;
    private final Request request;
    private final Set<String> headers;
    private Runnable sent = ListBytes.NOTHING;

    /**
     * {@code zip} says whether the caller takes gzip; a short body is never zipped. A refusal has none of {@code
     * headers}.
     */
    MadeBody(
            WorkerExecutor workers,
            Supplier<StreamedBody> body,
            boolean zip,
            ListBytes bytes,
            Request request,
            Set<String> headers) {
        this.workers = workers;
        this.body = body;
        this.zip = zip;
        this.bytes = bytes;
        this.request = request;
        this.headers = headers;
    }

    static boolean isWorthZipping(StreamedBody body) {
        return body.length() >= GZIP_FROM_BYTES;
    }

    @Override
    public void sendTo(HttpServerResponse response) {
        workers.executeBlocking(this::make, false)
                .onSuccess(made -> guarded(response, () -> begin(response, made)))
                .onFailure(failure -> fail(response, failure));
    }

    private Parts make() {
        StreamedBody plain = body.get();
        boolean zipped = zip && isWorthZipping(plain);
        Iterator<Buffer> parts = zipped ? StreamedBody.of(Gzip.of(plain)).parts() : plain.parts();
        return new Parts(parts.next(), parts, zipped);
    }

    private void begin(HttpServerResponse response, Parts made) {
        if (response.closed()) {
            return;
        }
        try {
            sent = bytes.hold(
                    request,
                    made.rest().hasNext() ? ListBytes.MOST : made.first().length());
        } catch (StatusException tooMuch) {
            // They are of the answer that does not come.
            headers.forEach(response.headers()::remove);
            Answers.refuse(request, tooMuch);
            return;
        }
        if (made.zipped()) {
            response.putHeader("Content-Encoding", "gzip");
        }
        if (!made.rest().hasNext()) {
            ListBytes.release(response.end(made.first()), sent);
            return;
        }
        response.setChunked(true).setWriteQueueMaxSize(ListBytes.WAITING);
        ListBytes.releaseAtClose(response, sent);
        response.write(made.first());
        makeRest(response, made.rest());
    }

    private void makeRest(HttpServerResponse response, Iterator<Buffer> parts) {
        if (response.closed()) {
            return;
        }
        if (response.writeQueueFull()) {
            response.drainHandler(drained -> guarded(response, () -> makeRest(response, parts)));
            return;
        }
        workers.executeBlocking(parts::next, false)
                .onSuccess(part -> guarded(response, () -> {
                    if (response.closed()) {
                        return;
                    }
                    response.write(part);
                    if (parts.hasNext()) {
                        makeRest(response, parts);
                    } else {
                        ListBytes.release(response.end(), sent);
                    }
                }))
                .onFailure(failure -> fail(response, failure));
    }

    private void guarded(HttpServerResponse response, Runnable part) {
        try {
            part.run();
        } catch (RuntimeException failure) {
            fail(response, failure);
        }
    }

    private void fail(HttpServerResponse response, Throwable failure) {
        sent.run();
        Answers.fail(response, failure);
    }

    /** The bytes are not zipped. */
    @Override
    public Buffer bytes() {
        return JsonBody.whole(body.get().parts());
    }
}

package dev.serai.rest.read;

import dev.serai.rest.exchange.AnswerBody;
import dev.serai.rest.wire.Answers;
import dev.serai.rest.wire.Gzip;
import dev.serai.rest.wire.StreamedBody;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import java.util.Iterator;
import java.util.function.Supplier;

/**
 * A body that takes longer to make than joining bytes: a table, YAML, indented or zipped JSON. It is made on a worker
 * thread, one part at a time, when the caller has room for it.
 */
final class MadeBody implements AnswerBody {

    // The API server's own bound.
    private static final int GZIP_FROM_BYTES = 128 * 1024;
    private static final int WAITING_BYTES = 256 * 1024;

    private record Parts(Buffer first, Iterator<Buffer> rest, boolean zipped) {}

    private final WorkerExecutor workers;
    private final Supplier<StreamedBody> body;
    private final boolean zip;

    /** {@code zip} says whether the caller takes gzip. A short body is never zipped. */
    MadeBody(WorkerExecutor workers, Supplier<StreamedBody> body, boolean zip) {
        this.workers = workers;
        this.body = body;
        this.zip = zip;
    }

    static boolean isWorthZipping(StreamedBody body) {
        return body.length() >= GZIP_FROM_BYTES;
    }

    @Override
    public void sendTo(HttpServerResponse response) {
        workers.executeBlocking(this::make, false)
                .onSuccess(made -> Answers.guarded(response, () -> begin(response, made)))
                .onFailure(failure -> Answers.fail(response, failure));
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
        if (made.zipped()) {
            response.putHeader("Content-Encoding", "gzip");
        }
        if (!made.rest().hasNext()) {
            response.end(made.first());
            return;
        }
        response.setChunked(true).setWriteQueueMaxSize(WAITING_BYTES);
        response.write(made.first());
        makeRest(response, made.rest());
    }

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

    /** The bytes are not zipped. */
    @Override
    public Buffer bytes() {
        return JsonBody.whole(body.get().parts());
    }
}

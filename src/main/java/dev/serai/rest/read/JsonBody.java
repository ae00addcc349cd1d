package dev.serai.rest.read;

import dev.serai.rest.exchange.AnswerBody;
import dev.serai.rest.wire.Answers;
import dev.serai.rest.wire.StreamedBody;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import java.util.Iterator;

/**
 * JSON from the cache. Its parts only have to be joined, so the event loop sends them, as fast as the caller reads.
 *
 * @param json the body
 * @param sent called when it is sent, or will not be
 */
record JsonBody(StreamedBody json, Runnable sent) implements AnswerBody {

    @Override
    public void sendTo(HttpServerResponse response) {
        guarded(response, () -> begin(response));
    }

    private void begin(HttpServerResponse response) {
        Buffer first = json.parts().next();
        if (!json.parts().hasNext()) {
            ListBytes.release(response.end(first), sent);
            return;
        }
        response.putHeader("Content-Length", Long.toString(json.length()));
        response.setWriteQueueMaxSize(ListBytes.WAITING);
        ListBytes.releaseAtClose(response, sent);
        response.write(first);
        sendRest(response, json.parts());
    }

    private void sendRest(HttpServerResponse response, Iterator<Buffer> parts) {
        while (parts.hasNext() && !response.closed()) {
            if (response.writeQueueFull()) {
                response.drainHandler(drained -> guarded(response, () -> sendRest(response, parts)));
                return;
            }
            response.write(parts.next());
        }
        if (!response.closed()) {
            ListBytes.release(response.end(), sent);
        }
    }

    @Override
    public void cancel() {
        sent.run();
    }

    private void guarded(HttpServerResponse response, Runnable part) {
        try {
            part.run();
        } catch (RuntimeException failure) {
            sent.run();
            Answers.fail(response, failure);
        }
    }

    @Override
    public long length() {
        return json.length();
    }

    @Override
    public Buffer bytes() {
        return whole(json.parts());
    }

    static Buffer whole(Iterator<Buffer> parts) {
        var whole = Buffer.buffer();
        parts.forEachRemaining(whole::appendBuffer);
        return whole;
    }
}

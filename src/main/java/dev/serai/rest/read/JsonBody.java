package dev.serai.rest.read;

import dev.serai.rest.exchange.AnswerBody;
import dev.serai.rest.wire.Answers;
import dev.serai.rest.wire.StreamedBody;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import java.util.Iterator;

/**
 * JSON from the cache. Its parts only have to be joined, so the event loop sends them, as fast as the caller reads.
 */
record JsonBody(StreamedBody json) implements AnswerBody {

    private static final int WAITING_BYTES = 256 * 1024;

    @Override
    public void sendTo(HttpServerResponse response) {
        Buffer first = json.parts().next();
        if (!json.parts().hasNext()) {
            response.end(first);
            return;
        }
        response.putHeader("Content-Length", Long.toString(json.length()));
        response.setWriteQueueMaxSize(WAITING_BYTES);
        response.write(first);
        sendRest(response, json.parts());
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

package dev.serai.rest;

import dev.serai.cluster.ApiStream;
import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * A watch of the API server's that goes on to a web socket: each event becomes a message. Touched by the event loop
 * only; the next part is asked for only when the caller has room for it.
 */
final class PassedOnWatch {

    // Several times what etcd holds of one object.
    private static final int LONGEST_EVENT = 16 * 1024 * 1024;

    private final ApiStream answer;
    private final WatchConnection connection;
    private final Context eventLoop;
    private Buffer begun = Buffer.buffer();
    private boolean waits;

    PassedOnWatch(ApiStream answer, WatchConnection connection, Context eventLoop) {
        this.answer = answer;
        this.connection = connection;
        this.eventLoop = eventLoop;
    }

    /** Begins; {@code ended} is called when the socket has closed. */
    void begin(Runnable ended) {
        connection.onEnd(() -> {
            ended.run();
            answer.cancel();
        });
        connection.onDrained(this::goOn);
        answer.onPart(part -> eventLoop.runOnContext(now -> take(part)));
        answer.onEnd(failure -> eventLoop.runOnContext(now -> {
            if (!connection.isClosed()) {
                connection.end();
            }
        }));
        answer.next();
    }

    private void take(List<ByteBuffer> part) {
        if (connection.isClosed()) {
            return;
        }
        try {
            part.forEach(this::take);
        } catch (RuntimeException failure) {
            Answers.log(failure);
            begun = Buffer.buffer();
            connection.abort();
            return;
        }
        waits = true;
        if (!connection.isFull()) {
            goOn();
        }
    }

    private void take(ByteBuffer bytes) {
        byte[] copy = new byte[bytes.remaining()];
        bytes.get(copy);
        int from = 0;
        for (int i = 0; i < copy.length; i++) {
            if (copy[i] == '\n') {
                connection.write(begun.appendBytes(copy, from, i + 1 - from));
                begun = Buffer.buffer();
                from = i + 1;
            }
        }
        begun.appendBytes(copy, from, copy.length - from);
        if (begun.length() > LONGEST_EVENT) {
            throw new IllegalStateException("an event is longer than any may be");
        }
    }

    private void goOn() {
        if (waits) {
            waits = false;
            answer.next();
        }
    }
}

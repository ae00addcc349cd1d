package dev.serai.rest.watch;

import dev.serai.rest.wire.Answers;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.ServerWebSocket;

/** The target of a watch: the body of an HTTP answer, or a web socket with one event a message. */
public interface WatchConnection {

    /** {@link #isFull} becomes true when this much waits to be sent. */
    int BUFFER_BYTES = 256 * 1024;

    void write(Buffer event);

    boolean isFull();

    boolean isClosed();

    void onDrained(Runnable action);

    /** Calls {@code action} at the end, with or without an error, at least once. */
    void onEnd(Runnable action);

    /** Ends in order, after everything was sent. */
    void end();

    /** Ends at once and drops what is not sent yet. */
    void abort();

    /** The chunked body of an answer. */
    static WatchConnection of(HttpServerResponse response) {
        response.setWriteQueueMaxSize(BUFFER_BYTES);
        return new WatchConnection() {
            private Runnable atEnd = () -> {};

            @Override
            public void write(Buffer event) {
                response.write(event);
            }

            @Override
            public boolean isFull() {
                return response.writeQueueFull();
            }

            @Override
            public boolean isClosed() {
                return response.closed() || response.ended();
            }

            @Override
            public void onDrained(Runnable action) {
                response.drainHandler(drained -> action.run());
            }

            @Override
            public void onEnd(Runnable action) {
                atEnd = action;
                response.endHandler(ended -> action.run());
                response.closeHandler(closed -> action.run());
            }

            @Override
            public void end() {
                response.end();
            }

            @Override
            public void abort() {
                Answers.breakOff(response);
                // Of a response that was reset Vert.x says nothing more (HTTP/1.1).
                atEnd.run();
            }
        };
    }

    /** A web socket, which fabric8's client and browsers ask for. */
    static WatchConnection of(ServerWebSocket socket) {
        socket.setWriteQueueMaxSize(BUFFER_BYTES);
        return new WatchConnection() {
            @Override
            public void write(Buffer event) {
                socket.writeFinalTextFrame(event.toString());
            }

            @Override
            public boolean isFull() {
                return socket.writeQueueFull();
            }

            @Override
            public boolean isClosed() {
                return socket.isClosed();
            }

            @Override
            public void onDrained(Runnable action) {
                socket.drainHandler(drained -> action.run());
            }

            @Override
            public void onEnd(Runnable action) {
                socket.closeHandler(closed -> action.run());
            }

            @Override
            public void end() {
                socket.close();
            }

            @Override
            public void abort() {
                socket.close();
            }
        };
    }
}

package dev.serai.cluster;

import io.fabric8.mockwebserver.http.MockResponse;
import io.fabric8.mockwebserver.http.RecordedRequest;
import io.fabric8.mockwebserver.http.WebSocket;
import io.fabric8.mockwebserver.http.WebSocketListener;
import io.vertx.core.Context;
import io.vertx.core.http.HttpServerResponse;
import java.nio.charset.StandardCharsets;

/** A watch over plain HTTP, which to its listener is a web socket that only sends. */
record DemoStream(Context context, HttpServerResponse response, RecordedRequest request) implements WebSocket {

    void begin(MockResponse answer) {
        WebSocketListener listener = answer.getWebSocketListener();
        response.setChunked(true).putHeader("Content-Type", "application/json");
        response.closeHandler(gone -> listener.onClosed(this, 1000, ""));
        // A client that waits for the head of a quiet watch would wait for ever.
        response.writeHead().onSuccess(sent -> listener.onOpen(this, answer));
    }

    @Override
    public boolean send(String text) {
        context.runOnContext(now -> response.write(text));
        return true;
    }

    @Override
    public boolean send(byte[] bytes) {
        return send(new String(bytes, StandardCharsets.UTF_8));
    }

    @Override
    public boolean close(int code, String reason) {
        context.runOnContext(now -> response.end());
        return true;
    }
}

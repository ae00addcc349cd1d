package dev.serai.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.serai.fixture.http.FreePort;
import dev.serai.kube.StatusException;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class PageListenersTest {

    private static final Duration SOON = Duration.ofSeconds(20);
    private static final int BUFFER = 64 * 1024;
    private static final int EVENT = 32 * 1024;

    private final Vertx vertx = Vertx.vertx();
    private final int port = FreePort.next();
    private final List<Socket> sockets = new ArrayList<>();
    private PageListeners listeners =
            new PageListeners(2, BUFFER, Duration.ofHours(1).toMillis());

    @BeforeEach
    void serve() {
        vertx.createHttpServer()
                .requestHandler(this::handle)
                .listen(port, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .join();
    }

    @AfterEach
    void stop() throws IOException {
        for (Socket socket : sockets) {
            socket.close();
        }
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    void whoIsOneTooManyIsRefusedUntilAnotherHasGone() throws IOException {
        Socket first = listen();
        listen();
        await().atMost(SOON).until(() -> listeners.count() == 2);

        Socket third = listen();

        assertThat(head(third)).startsWith("HTTP/1.1 429");
        first.close();
        await().atMost(SOON).until(() -> listeners.count() == 1);
        assertThat(head(listen())).startsWith("HTTP/1.1 200");
    }

    @Test
    void whoDoesNotReadIsCutOffAndTheOthersHearOn() throws IOException {
        Socket reading = listen();
        Socket silent = listen();
        await().atMost(SOON).until(() -> listeners.count() == 2);
        InputStream read = reading.getInputStream();
        Buffer event = Buffer.buffer("x".repeat(EVENT));

        // What lies in the buffers of the system is taken before the queue fills.
        await().atMost(SOON).pollInterval(Duration.ofMillis(5)).until(() -> {
            listeners.tell(event);
            skip(read, EVENT);
            return listeners.count() == 1;
        });

        listeners.tell(Buffer.buffer("the last"));
        assertThat(until(read, "the last")).isTrue();
        assertThat(silent.isClosed()).isFalse();
    }

    @Test
    void whoHasListenedLongEnoughIsEndedInOrder() throws IOException {
        listeners = new PageListeners(2, BUFFER, 50);
        Socket socket = listen();

        String all = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);

        assertThat(all).startsWith("HTTP/1.1 200").endsWith("\r\n0\r\n\r\n");
        assertThat(listeners.areAny()).isFalse();
    }

    private void handle(HttpServerRequest request) {
        try {
            listeners.admit();
            listeners.begin(request.response());
        } catch (StatusException refusal) {
            request.response().setStatusCode(refusal.status().getCode()).end();
        }
    }

    private Socket listen() throws IOException {
        var socket = new Socket(InetAddress.getLoopbackAddress(), port);
        sockets.add(socket);
        socket.getOutputStream()
                .write("GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    private static String head(Socket socket) throws IOException {
        var head = new StringBuilder();
        for (int c = socket.getInputStream().read();
                c != '\r' && c >= 0;
                c = socket.getInputStream().read()) {
            head.append((char) c);
        }
        return head.toString();
    }

    private static void skip(InputStream from, int bytes) throws IOException {
        from.skipNBytes(Math.min(bytes, from.available()));
    }

    private static boolean until(InputStream from, String end) throws IOException {
        var seen = new StringBuilder();
        for (int c = from.read(); c >= 0; c = from.read()) {
            seen.append((char) c);
            if (seen.length() > end.length()) {
                seen.deleteCharAt(0);
            }
            if (seen.toString().equals(end)) {
                return true;
            }
        }
        return false;
    }
}

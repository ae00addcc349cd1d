package dev.serai.http.connection;

import static dev.serai.http.connection.BoundedServer.get;
import static dev.serai.http.connection.BoundedServer.isAnswered;
import static dev.serai.http.connection.BoundedServer.readToTheEnd;
import static dev.serai.http.connection.BoundedServer.readUntil;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.serai.limit.ConnectionLimits;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.WebSocket;
import java.io.IOException;
import java.net.Socket;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who asks for nothing is let go, and nobody who waits for an answer is. */
@Timeout(60)
class IdleConnectionsTest {

    // In which each connection has been looked at several times more often than it may be idle.
    private static final int ROUNDS = 3;

    private final BoundedServer server = new BoundedServer(new ConnectionLimits(100, 1, 1));
    private final Vertx vertx = Vertx.vertx();
    private final HttpClient http2 = vertx.createHttpClient(
            new HttpClientOptions().setProtocolVersion(HttpVersion.HTTP_2).setHttp2ClearTextUpgrade(false));

    @AfterEach
    void stop() {
        join(vertx.close().toCompletionStage());
        server.close();
    }

    private static <T> T join(CompletionStage<T> stage) {
        return stage.toCompletableFuture().join();
    }

    private void letIdleOnesGo() throws IOException {
        for (int i = 0; i < ROUNDS; i++) {
            try (Socket socket = server.connect()) {
                assertThat(readToTheEnd(socket)).isEmpty();
            }
        }
    }

    @Test
    void aConnectionOnWhichNothingComesIsClosed() throws IOException {
        try (Socket socket = server.connect()) {
            assertThat(readToTheEnd(socket)).isEmpty();
        }
    }

    @Test
    void aConnectionWhoseRequestsAreAnsweredIsClosed() throws IOException {
        try (Socket socket = server.connect()) {
            assertThat(isAnswered(socket)).isTrue();
            assertThat(isAnswered(socket)).isTrue();
            assertThat(readToTheEnd(socket)).isEmpty();
        }
    }

    @Test
    void aSilentWatchAndAReadThatWaitsAreNotIdle() throws IOException {
        try (Socket watch = server.connect();
                Socket read = server.connect()) {
            get(watch, "/watch");
            readUntil(watch, "\r\n\r\n");
            get(read, "/wait");
            await().until(() -> server.open.size() == 2);
            letIdleOnesGo();

            server.open.get(0).write("event");
            readUntil(watch, "event");
            server.open.get(1).end("answer");
            readUntil(read, "answer");
            server.open.get(0).end();
            assertThat(readToTheEnd(watch)).doesNotContain("HTTP/1.1");
        }
    }

    @Test
    void aWebSocketIsNotIdleAndMayAnswer() throws Exception {
        WebSocket socket = join(vertx.createWebSocketClient()
                .connect(server.port, "127.0.0.1", "/socket")
                .toCompletionStage());
        var echoes = new LinkedBlockingQueue<String>();
        socket.textMessageHandler(echoes::add);
        for (int i = 0; i < ROUNDS; i++) {
            letIdleOnesGo();
            socket.writeTextMessage("event");
            assertThat(echoes.take()).isEqualTo("event");
        }
    }

    private HttpClientResponse get2(String path) {
        return join(http2.request(HttpMethod.GET, server.port, "127.0.0.1", path)
                .compose(request -> request.send())
                .toCompletionStage());
    }

    @Test
    void aWatchOverHttp2IsNotIdleAndAConnectionWithoutRequestsIs() throws IOException {
        HttpClientResponse watch = get2("/watch");
        var event = new CompletableFuture<Buffer>();
        watch.handler(event::complete);
        letIdleOnesGo();
        assertThat(get2("/").request().connection()).isSameAs(watch.request().connection());

        server.open.get(0).write("event");
        assertThat(event.join()).hasToString("event");
        var closed = new CompletableFuture<Void>();
        watch.request().connection().closeHandler(closed::complete);
        server.open.get(0).end();
        closed.join();
    }

    @Test
    void whoTakesNothingOfItsAnswerIsLetGo() throws IOException {
        Buffer large = Buffer.buffer(new byte[64 * 1024 * 1024]);
        try (Socket socket = server.connect()) {
            get(socket, "/wait");
            await().until(() -> server.open.size() == 1);
            var sent = new CompletableFuture<Boolean>();
            server.open.get(0).end(large).onComplete(end -> sent.complete(end.succeeded()));
            assertThat(sent.join()).isFalse();
        }
    }
}

package dev.serai.http.connection;

import static dev.serai.http.connection.BoundedServer.get;
import static dev.serai.http.connection.BoundedServer.isAnswered;
import static dev.serai.http.connection.BoundedServer.readToTheEnd;
import static dev.serai.http.connection.BoundedServer.readUntil;
import static dev.serai.http.connection.BoundedServer.send;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.serai.limit.ConnectionLimits;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A request has its time to arrive, and whoever takes longer ends that request and no other. */
@Timeout(60)
class SlowRequestsTest {

    private static final int DRIP_MILLIS = 200;
    private static final String HEAD =
            "POST /body HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n";

    private final BoundedServer server = new BoundedServer(new ConnectionLimits(100, 300, 1));
    private final Vertx vertx = Vertx.vertx();

    @AfterEach
    void stop() {
        join(vertx.close().toCompletionStage());
        server.close();
    }

    private static <T> T join(CompletionStage<T> stage) {
        return stage.toCompletableFuture().join();
    }

    // Sends one byte after the other, never silent for long, until the server says something or closes.
    private static String drip(Socket socket, String text) throws IOException {
        socket.setSoTimeout(DRIP_MILLIS);
        try {
            for (int i = 0; i < text.length(); i++) {
                send(socket, text.substring(i, i + 1));
                try {
                    int first = socket.getInputStream().read();
                    socket.setSoTimeout(BoundedServer.LONGEST_SILENCE);
                    return first < 0 ? "" : (char) first + readToTheEnd(socket);
                } catch (SocketTimeoutException silence) {
                    // It goes on.
                }
            }
        } catch (IOException closed) {
            return "";
        }
        throw new AssertionError("the server let all of it come");
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET /", "GET / HTTP/1.1\r\nHost: x\r\nX-Slow: ", "PRI * HTTP/2", "\r\n\r\n"})
    void aHeadThatDripsEndsWithItsConnection(String begun) throws IOException {
        try (Socket socket = server.connect()) {
            send(socket, begun.substring(0, begun.length() - 1));
            assertThat(drip(socket, begun.substring(begun.length() - 1) + "a".repeat(200)))
                    .doesNotContain("200 OK");
        }
    }

    @Test
    void aHeadOfWhichNothingMoreComesEndsWithItsConnection() throws IOException {
        try (Socket socket = server.connect()) {
            send(socket, "G");
            assertThat(readToTheEnd(socket)).isEmpty();
        }
    }

    @Test
    void aSecondRequestHasTheSameTime() throws IOException {
        try (Socket socket = server.connect()) {
            assertThat(isAnswered(socket)).isTrue();
            assertThat(drip(socket, "GET / HTTP/1.1\r\nX-Slow: " + "a".repeat(200)))
                    .isEmpty();
        }
    }

    @Test
    void aBodyThatDripsIsRefusedAndNotCarriedOut() throws IOException {
        try (Socket socket = server.connect()) {
            send(socket, HEAD);
            String answer = drip(socket, "a".repeat(99));

            assertThat(answer)
                    .startsWith("HTTP/1.1 408 ")
                    .containsIgnoringCase("connection: close")
                    .contains("\"kind\":\"Status\"", "\"code\":408", "it must arrive within 1 seconds");
            assertThat(server.bodies).isEmpty();
        }
    }

    @Test
    void whatComesAfterTheRefusalIsNotCarriedOut() throws IOException {
        try (Socket socket = server.connect()) {
            send(socket, HEAD);
            readUntil(socket, "\"code\":408");
            send(socket, "a".repeat(100));
            readToTheEnd(socket);
        }
        try (Socket socket = server.connect()) {
            send(socket, HEAD + "b".repeat(100));
            readUntil(socket, "read");
        }
        assertThat(server.bodies).containsExactly("b".repeat(100));
    }

    @Test
    void anAnswerThatHasBegunJustEnds() throws IOException {
        try (Socket socket = server.connect()) {
            send(socket, HEAD.replace("/body", "/watch"));
            String answer = readToTheEnd(socket);
            assertThat(answer).startsWith("HTTP/1.1 200 ").doesNotContain("408");
        }
    }

    @Test
    void aRequestThatIsThereMayWaitAndOneBehindItToo() throws IOException {
        try (Socket socket = server.connect()) {
            get(socket, "/wait");
            await().until(() -> server.open.size() == 1);
            send(socket, "GET / HTTP/1.1\r\n");
            for (int i = 0; i < 2; i++) {
                try (Socket other = server.connect()) {
                    send(other, "G");
                    readToTheEnd(other);
                }
            }
            server.open.get(0).end("answer");
            readUntil(socket, "answer");
            send(socket, "Host: x\r\n\r\n");
            readUntil(socket, "\r\n\r\nok");
        }
    }

    @Test
    void overHttp2OneRequestIsRefusedAndTheOthersGoOn() {
        HttpClient http = vertx.createHttpClient(
                new HttpClientOptions().setProtocolVersion(HttpVersion.HTTP_2).setHttp2ClearTextUpgrade(false));
        HttpClientResponse watch = join(http.request(HttpMethod.GET, server.port, "127.0.0.1", "/watch")
                .compose(HttpClientRequest::send)
                .toCompletionStage());
        var event = new CompletableFuture<Buffer>();
        watch.handler(event::complete);
        HttpClientRequest slow = join(
                http.request(HttpMethod.POST, server.port, "127.0.0.1", "/body").toCompletionStage());
        slow.setChunked(true).write("half");
        String refused = join(slow.response()
                .compose(answer -> answer.body().map(body -> answer.statusCode() + " " + body))
                .toCompletionStage());
        assertThat(refused).startsWith("408 ").contains("\"kind\":\"Status\"", "\"code\":408");

        // One whose body is not waited for has no more time.
        HttpClientRequest get = join(
                http.request(HttpMethod.GET, server.port, "127.0.0.1", "/wait").toCompletionStage());
        var reset = new CompletableFuture<Throwable>();
        get.exceptionHandler(reset::complete);
        get.setChunked(true).write("half");
        assertThat(reset.join()).isNotNull();

        assertThat(slow.connection()).isSameAs(watch.request().connection());
        await().until(() -> !server.open.isEmpty());
        server.open.get(0).write("event");
        assertThat(event.join()).hasToString("event");
        assertThat(server.bodies).isEmpty();
    }
}

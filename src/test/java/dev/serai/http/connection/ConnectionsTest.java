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
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpVersion;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** There are as many connections as there may be, whatever ends them. */
@Timeout(60)
class ConnectionsTest {

    private static final int MOST = 3;

    private final BoundedServer server = new BoundedServer(new ConnectionLimits(MOST, 300, 30));
    private final List<Socket> sockets = new ArrayList<>();

    @AfterEach
    void stop() throws IOException {
        for (Socket socket : sockets) {
            socket.close();
        }
        server.close();
    }

    private Socket connect() throws IOException {
        Socket socket = server.connect();
        sockets.add(socket);
        return socket;
    }

    // Connects until the server has room; each connection before was closed at once.
    private Socket connectWhenThereIsRoom() {
        return await().until(
                        () -> {
                            Socket socket = connect();
                            return isAnswered(socket) ? socket : null;
                        },
                        answered -> answered != null);
    }

    // Returns one of the connections.
    private Socket fill() {
        for (int i = 1; i < MOST; i++) {
            connectWhenThereIsRoom();
        }
        Socket last = connectWhenThereIsRoom();
        assertFull();
        return last;
    }

    private void assertFull() {
        try {
            assertThat(readToTheEnd(connect())).isEmpty();
        } catch (IOException refused) {
            // Nor does it get any further so.
        }
    }

    @Test
    void oneMoreThanThereMayBeIsClosedAtOnceAndTheOthersStay() throws IOException {
        var silent = new ArrayList<Socket>();
        for (int i = 0; i < MOST; i++) {
            silent.add(connect());
        }
        assertFull();

        assertThat(silent).allSatisfy(socket -> assertThat(isAnswered(socket)).isTrue());
        assertFull();
    }

    private Socket connectFrom(String address) throws IOException {
        Socket socket = server.connectFrom(address);
        sockets.add(socket);
        return socket;
    }

    /** Nobody takes all connections from others: who has most of them loses the one that is idle. */
    @Test
    void whoHasMostMakesRoomForOthers() throws IOException {
        Socket watch = connect();
        get(watch, "/watch");
        readUntil(watch, "\r\n\r\n");
        Socket idle = connect();
        Socket other = connect();
        get(other, "/wait");
        await().until(() -> server.open.size() == 2);
        assertFull();

        assertThat(isAnswered(connectFrom("127.0.0.2"))).isTrue();

        assertThat(readToTheEnd(idle)).isEmpty();
        server.open.get(0).write("event");
        readUntil(watch, "event");
        server.open.get(1).end("answer");
        readUntil(other, "answer");
        assertFull();
    }

    /** Not by watches either: then the oldest of them ends. But for a place more or less nobody loses one. */
    @Test
    void whoHasMostByFarMakesRoomEvenWithWatches() throws IOException {
        var watches = new ArrayList<Socket>();
        for (int i = 0; i < MOST; i++) {
            Socket watch = connect();
            get(watch, "/watch");
            readUntil(watch, "\r\n\r\n");
            watches.add(watch);
        }

        Socket others = connectFrom("127.0.0.2");
        assertThat(isAnswered(others)).isTrue();

        readToTheEnd(watches.get(0));
        assertThat(isAnswered(connectFrom("127.0.0.2"))).isFalse();
        for (int i = 1; i < MOST; i++) {
            server.open.get(i).write("event");
            readUntil(watches.get(i), "event");
        }
        assertThat(isAnswered(others)).isTrue();
        others.close();
        connectWhenThereIsRoom();
        assertFull();
    }

    @Test
    void anotherPortHasItsOwn() throws IOException {
        fill();
        int management = server.listen();

        try (Socket health = BoundedServer.connect(management)) {
            assertThat(isAnswered(health)).isTrue();
        }
    }

    @Test
    void whateverEndsAConnectionMakesRoomForOneOther() throws Exception {
        Socket served = fill();
        List<Ending> endings = List.of(
                Socket::close,
                socket -> {
                    socket.setSoLinger(true, 0);
                    socket.close();
                },
                Socket::shutdownOutput,
                socket -> {
                    send(socket, "GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
                    readToTheEnd(socket);
                },
                socket -> {
                    send(socket, "no HTTP at all\r\n\r\n");
                    readToTheEnd(socket);
                },
                socket -> {
                    send(socket, "POST /body HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nhalf");
                    socket.close();
                },
                socket -> {
                    get(socket, "/watch");
                    readUntil(socket, "\r\n\r\n");
                    socket.close();
                });
        for (Ending ending : endings) {
            ending.end(served);
            served = connectWhenThereIsRoom();
            assertFull();
        }
    }

    private interface Ending {
        void end(Socket socket) throws IOException;
    }

    @Test
    void aConnectionWithHttp2CountsOnce() {
        Vertx vertx = Vertx.vertx();
        try {
            for (boolean upgrade : new boolean[] {false, true}) {
                HttpClient http = vertx.createHttpClient(new HttpClientOptions()
                        .setProtocolVersion(HttpVersion.HTTP_2)
                        .setHttp2ClearTextUpgrade(upgrade));
                await().until(() -> {
                    try {
                        return http.request(HttpMethod.GET, server.port, "127.0.0.1", "/")
                                .compose(request -> request.send())
                                .map(answer -> answer.version() == HttpVersion.HTTP_2)
                                .toCompletionStage()
                                .toCompletableFuture()
                                .join();
                    } catch (RuntimeException full) {
                        return false;
                    }
                });
                connectWhenThereIsRoom();
                connectWhenThereIsRoom();
                assertFull();
                http.close().toCompletionStage().toCompletableFuture().join();
                for (Socket socket : sockets) {
                    socket.close();
                }
            }
            fill();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } finally {
            vertx.close().toCompletionStage().toCompletableFuture().join();
        }
    }

    @Test
    void whoAsksWithoutReadingIsAnsweredAsFarAsItReads() throws IOException {
        var made = new AtomicInteger();
        String body = "x".repeat(1024 * 1024);
        int requests = 300;
        int port = server.vertx
                .createHttpServer(new HttpServerOptions())
                .requestHandler(request -> {
                    made.incrementAndGet();
                    request.response().end(body);
                })
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .join()
                .actualPort();
        try (Socket socket = BoundedServer.connect(port)) {
            for (int i = 0; i < requests; i++) {
                get(socket, "/");
            }
            var seen = new AtomicInteger(-1);
            await().during(Duration.ofSeconds(1)).until(() -> seen.getAndSet(made.get()) == made.get());
            assertThat(made.get()).isBetween(1, requests / 4);

            socket.getInputStream().skipNBytes((long) requests * body.length());
            await().untilAsserted(() -> assertThat(made).hasValue(requests));
        }
    }
}

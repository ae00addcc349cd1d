package dev.serai.rest.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.serai.fixture.http.KeptConnection;
import dev.serai.kube.StatusException;
import dev.serai.limit.CallerQuota;
import dev.serai.rest.exchange.AnswerBody;
import dev.serai.rest.wire.Answers;
import dev.serai.rest.wire.Request;
import dev.serai.rest.wire.StreamedBody;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Lists of callers who do not read hold what there is for lists; others are told to come again, and small answers are
 * not.
 */
@Timeout(60)
class ListBytesTest {

    private static final Buffer PART = Buffer.buffer("x".repeat(128 * 1024));
    // More than sockets hold.
    private static final int MANY_PARTS = 512;
    // Three lists under way, two of one caller.
    private static final long ALL = 3L * ListBytes.MOST;
    private static final long OF_CALLER = 2L * ListBytes.MOST;

    private final Vertx vertx = Vertx.vertx();
    private final WorkerExecutor workers = vertx.createSharedWorkerExecutor("reads", 2);
    private final ListBytes bytes = new ListBytes(new CallerQuota(ALL, OF_CALLER));
    private final int port = vertx.createHttpServer()
            .requestHandler(this::answer)
            .listen(0, "127.0.0.1")
            .toCompletionStage()
            .toCompletableFuture()
            .join()
            .actualPort();

    private void answer(HttpServerRequest http) {
        var request = new Request(http);
        try {
            body(request).sendTo(http.response().putHeader("Content-Type", "application/yaml"));
        } catch (StatusException refusal) {
            Answers.refuse(request, refusal);
        }
    }

    private AnswerBody body(Request request) {
        return switch (request.rawPath()) {
            case "/json" -> new JsonBody(list(MANY_PARTS), bytes.hold(request, list(MANY_PARTS)));
            case "/few" -> new JsonBody(list(3), bytes.hold(request, list(3)));
            case "/head" -> {
                var head = new JsonBody(list(MANY_PARTS), bytes.hold(request, list(MANY_PARTS)));
                head.cancel();
                yield AnswerBody.of(Buffer.buffer("head"));
            }
            case "/fails" -> new JsonBody(failing(), bytes.hold(request, list(MANY_PARTS)));
            case "/made" -> made(request, MANY_PARTS, false);
            case "/zipped" -> made(request, MANY_PARTS, true);
            case "/made-fails" ->
                new MadeBody(workers, ListBytesTest::failing, false, bytes, request, Set.of("Content-Type"));
            default -> {
                StreamedBody small = StreamedBody.of(Buffer.buffer("small"));
                yield new JsonBody(small, bytes.hold(request, small));
            }
        };
    }

    private MadeBody made(Request request, int parts, boolean zip) {
        return new MadeBody(workers, () -> list(parts), zip, bytes, request, Set.of("Content-Type"));
    }

    private static StreamedBody list(int parts) {
        return new StreamedBody(
                (long) parts * PART.length(), Collections.nCopies(parts, PART).iterator());
    }

    private static StreamedBody failing() {
        return new StreamedBody(2L * PART.length(), new Iterator<>() {
            private int made;

            @Override
            public boolean hasNext() {
                return true;
            }

            @Override
            public Buffer next() {
                if (made++ > 0) {
                    throw new NoSuchElementException("it cannot be made");
                }
                return PART;
            }
        });
    }

    @AfterEach
    void stop() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    /** A caller who asks and does not read. */
    private Socket ask(String address, String path) throws IOException {
        var socket = new Socket(InetAddress.getLoopbackAddress(), port, InetAddress.getByName(address), 0);
        socket.getOutputStream()
                .write(("GET " + path + " HTTP/1.1\r\nHost: x\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
        // Its answer has begun.
        assertThat(socket.getInputStream().readNBytes(12)).asString().isEqualTo("HTTP/1.1 200");
        return socket;
    }

    private KeptConnection.Reply get(String address, String path) throws IOException {
        try (KeptConnection caller = KeptConnection.from(address, port)) {
            return caller.ask("GET", path, null);
        }
    }

    private void assertRefused(String address, String path) throws IOException {
        KeptConnection.Reply refused = get(address, path);
        assertThat(refused.status()).isEqualTo(429);
        assertThat(refused.headers())
                .containsEntry("retry-after", "1")
                .containsEntry("content-type", "application/json");
        assertThat(refused.body()).contains("\"reason\":\"TooManyRequests\"");
    }

    private void awaitRoomForAll(String... addresses) {
        await().untilAsserted(() -> {
            for (String address : addresses) {
                assertThat(get(address, "/few").status()).isEqualTo(200);
                assertThat(get(address, "/made").status()).isEqualTo(200);
            }
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"/json", "/made"})
    void whoDoesNotReadHoldsItsPartAndNothingOfOthers(String path) throws IOException {
        try (Socket first = ask("127.0.0.1", path);
                Socket second = ask("127.0.0.1", path)) {
            assertRefused("127.0.0.1", "/json");
            assertRefused("127.0.0.1", "/made");
            assertThat(get("127.0.0.1", "/small").status()).isEqualTo(200);
            assertThat(get("127.0.0.2", "/json").body()).hasSize(MANY_PARTS * PART.length());
            try (Socket third = ask("127.0.0.2", path)) {
                assertRefused("127.0.0.3", "/json");
                assertRefused("127.0.0.3", "/made");
                assertThat(get("127.0.0.3", "/small").status()).isEqualTo(200);
                third.setSoLinger(true, 0);
            }
            awaitRoomForAll("127.0.0.3");
            assertRefused("127.0.0.1", "/json");
            assertThat(second.isClosed()).isFalse();

            first.getInputStream().skipNBytes((long) MANY_PARTS * PART.length());
            awaitRoomForAll("127.0.0.1");
        }
        awaitRoomForAll("127.0.0.1", "127.0.0.2");
    }

    @Test
    void whateverEndsAListNothingOfItStays() throws IOException {
        for (int i = 0; i < 5; i++) {
            get("127.0.0.1", "/json");
            get("127.0.0.1", "/few");
            get("127.0.0.1", "/head");
            get("127.0.0.1", "/made");
            get("127.0.0.1", "/zipped");
            for (String path : new String[] {"/fails", "/made-fails"}) {
                try (Socket broken = ask("127.0.0.1", path)) {
                    broken.getInputStream().readAllBytes();
                }
            }
        }
        assertThat(get("127.0.0.1", "/json").status()).isEqualTo(200);
    }

    @Test
    void aListThatIsLargerThanAllThereIsStreamsAlone() throws IOException {
        var one = new ListBytes(new CallerQuota(1_024, 512));
        int other = vertx.createHttpServer()
                .requestHandler(http -> {
                    var request = new Request(http);
                    new JsonBody(list(MANY_PARTS), one.hold(request, list(MANY_PARTS))).sendTo(http.response());
                })
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .join()
                .actualPort();
        try (KeptConnection caller = KeptConnection.from("127.0.0.1", other)) {
            for (int i = 0; i < 2; i++) {
                assertThat(caller.ask("GET", "/", null).body()).hasSize(MANY_PARTS * PART.length());
            }
        }
    }
}

package dev.serai.rest.write;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.serai.fixture.http.KeptConnection;
import dev.serai.fixture.http.KeptConnection.Reply;
import dev.serai.fixture.process.LogLines;
import dev.serai.limit.WriteLimitsConfiguration;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Once the throttles refuse, writes that come too soon are refused before any route; here none would come out of one. */
class WriteOverloadTest extends WriteRoutes {

    private static final String PODS = "/api/v1/namespaces/shop/pods";
    // One a second for what is no delete: the door stays shut for a second, long enough for what is asked here.
    private static final int PER_SECOND = 2;

    private static final Duration SOON = Duration.ofSeconds(30);

    private final LogLines log = LogLines.of("dev.serai.audit");

    WriteOverloadTest() {
        super(new WriteLimitsConfiguration(PER_SECOND, 1_000, 10));
    }

    @BeforeEach
    void overload() throws Exception {
        while (send(posted()).statusCode() != 429) {
            assertThat(apiServer.requests()).hasSizeLessThan(100);
        }
        writes.failure = new IllegalStateException("came into a route");
    }

    @AfterEach
    void stopListening() {
        log.close();
    }

    @Test
    void aWriteIsAnsweredAsTheThrottleWouldAnswerIt() throws Exception {
        HttpResponse<String> answer = send(posted());
        assertThat(answer.statusCode()).isEqualTo(429);
        assertThat(answer.headers().firstValue("Retry-After")).contains("1");
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/json");
        assertThat(json(answer).get("reason").textValue()).isEqualTo("TooManyRequests");
        assertThat(json(answer).at("/details/retryAfterSeconds").intValue()).isEqualTo(1);
        assertThat(log.lines())
                .last()
                .asString()
                .contains("\"code\":429", "\"throttled\":true", "\"resource\":\"pods\"", "\"namespace\":\"shop\"");
    }

    @Test
    void aRefusalComesInTheFormThatIsAskedFor() throws Exception {
        assertThat(send(posted().header("User-Agent", "curl/8.5.0")).body())
                .startsWith("{\n  \"")
                .contains("\"code\": 429");
        assertThat(send(posted().header("Accept", "application/yaml")).body()).contains("\ncode: 429\n");
    }

    @Test
    void deletesAndEvictionsAreLetIn() throws Exception {
        assertThat(send(request(PODS + "/web").DELETE()).statusCode()).isEqualTo(500);
        assertThat(send(request(PODS + "/web/eviction").POST(BodyPublishers.ofString("{}")))
                        .statusCode())
                .isEqualTo(500);
    }

    @Test
    void whatIsNotForKubernetesIsNotHeldBack() throws Exception {
        assertThat(send(request("/a-route-of-a-team").POST(BodyPublishers.ofString("{}")))
                        .statusCode())
                .isEqualTo(404);
    }

    @Test
    void aLargeBodyIsLeftAndTheConnectionGoesOn() throws Exception {
        try (KeptConnection connection = KeptConnection.from("127.0.0.1", port)) {
            for (int write = 0; write < 2; write++) {
                Reply refused = connection.ask("POST", PODS, "x".repeat(2_000_000));
                assertThat(refused.status()).isEqualTo(429);
            }
            assertThat(connection.ask("DELETE", PODS + "/web", null).status()).isEqualTo(500);
        }
    }

    @Test
    void readsThatCameInWithThemGoFirst() throws Exception {
        String write = "POST " + PODS + " HTTP/1.1\r\nHost: serai\r\nContent-Length: 2\r\n\r\n{}";
        // No cache is needed to say that this path leads nowhere.
        String read = "GET " + PODS + "/a%2Fb HTTP/1.1\r\nHost: serai\r\n\r\n";
        var lines = new Semaphore(0);
        try (Socket first = connected();
                Socket second = connected();
                Socket reader = connected();
                LogLines held = LogLines.of("dev.serai.audit", line -> lines.acquireUninterruptibly())) {
            send(reader, read);
            // The last one is served: the event loop knows them all.
            assertThat(code(reader)).isEqualTo(404);
            send(first, write);
            await().until(lines::hasQueuedThreads);
            // The event loop is held by the first one's line: of these it hears together, and of the write first.
            send(second, write);
            send(reader, read);
            lines.release();
            assertThat(code(reader)).isEqualTo(404);
            await().until(lines::hasQueuedThreads);
            assertThat(held.lines()).hasSize(2);
        } finally {
            lines.release(Integer.MAX_VALUE / 2);
        }
    }

    @Test
    void whoIsRefusedIsAnsweredEvenIfItCannotBeAudited() throws Exception {
        // A counter of this name and these tags cannot be made any more.
        meters.timer("serai.writes", "verb", "patch", "code", "429", "throttled", "true");
        assertThat(send(request(PODS + "/web").timeout(SOON).method("PATCH", BodyPublishers.ofString("{}")))
                        .statusCode())
                .isEqualTo(500);
    }

    @Test
    void itEndsByItself() throws Exception {
        writes.failure = null;
        await().atMost(SOON).until(() -> send(posted()).statusCode() == 201);
    }

    @Test
    void whoIsLetInHasTheNextOnesWait() throws Exception {
        writes.failure = null;
        limits.change(new WriteLimitsConfiguration(PER_SECOND + 1, 1_000, 10));
        await().atMost(SOON).pollInterval(Duration.ofMillis(1)).untilAsserted(() -> {
            assertThat(send(posted()).statusCode()).isEqualTo(201);
            assertThat(limits.areExceeded("127.0.0.1", false)).isTrue();
        });
    }

    @Test
    void newLimitsEndIt() throws Exception {
        limits.change(new WriteLimitsConfiguration(100_000, 100_000, 10));
        assertThat(send(posted()).statusCode()).isEqualTo(500);
    }

    private Socket connected() throws IOException {
        var socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout((int) SOON.toMillis());
        return socket;
    }

    private static void send(Socket socket, String request) throws IOException {
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
    }

    // Reads all of an answer that is JSON.
    private static int code(Socket socket) throws IOException {
        var answer = new StringBuilder();
        int depth = 0;
        do {
            int next = socket.getInputStream().read();
            assertThat(next).as(answer.toString()).isNotNegative();
            answer.append((char) next);
            depth += next == '{' ? 1 : next == '}' ? -1 : 0;
        } while (depth > 0 || answer.charAt(answer.length() - 1) != '}');
        return Integer.parseInt(answer.toString().split(" ")[1]);
    }
}

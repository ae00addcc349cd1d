package dev.serai.write;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.serai.fixture.KeptConnection;
import dev.serai.fixture.KeptConnection.Reply;
import dev.serai.fixture.LogLines;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
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
        super(new WriteConfiguration(PER_SECOND, 1_000, 10));
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
    void itEndsByItself() throws Exception {
        writes.failure = null;
        await().atMost(SOON).until(() -> send(posted()).statusCode() == 201);
    }

    @Test
    void whoIsLetInHasTheNextOnesWait() throws Exception {
        writes.failure = null;
        limits.change(new WriteConfiguration(PER_SECOND + 1, 1_000, 10));
        await().atMost(SOON).pollInterval(Duration.ofMillis(1)).untilAsserted(() -> {
            assertThat(send(posted()).statusCode()).isEqualTo(201);
            assertThat(limits.areExceeded("127.0.0.1", false)).isTrue();
        });
    }

    @Test
    void newLimitsEndIt() throws Exception {
        limits.change(new WriteConfiguration(100_000, 100_000, 10));
        assertThat(send(posted()).statusCode()).isEqualTo(500);
    }
}

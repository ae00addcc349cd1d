package dev.serai.rest.write;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.serai.limit.WriteLimitsConfiguration;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Writes while the API server does not answer. */
class WriteOutageTest extends WriteRoutes {

    WriteOutageTest() {
        super(new WriteLimitsConfiguration(1_000, 1_000, 10));
    }

    @Test
    void aWriteThatWasSentAndNotAnsweredMayHaveBeenMadeAndIsNotRepeated() throws Exception {
        apiServer.hangsUp();
        HttpResponse<String> answer = send(posted());
        assertThat(answer.statusCode()).isEqualTo(504);
        assertThat(json(answer).get("reason").textValue()).isEqualTo("Timeout");
        assertThat(json(answer).get("message").textValue()).contains("not known whether the write took effect");
        // Clients take it for leave to repeat.
        assertThat(answer.headers().firstValue("Retry-After")).isEmpty();
        assertThat(json(answer).at("/details/retryAfterSeconds").isMissingNode())
                .isTrue();
        assertThat(apiServer.requests()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {429, 500, 502, 503, 504})
    void noRefusalIsRepeated(int code) throws Exception {
        apiServer.answers(code, "{\"kind\":\"Status\"}", Map.of("Retry-After", "7"));
        HttpResponse<String> answer = send(posted());
        assertThat(answer.statusCode()).isEqualTo(code);
        assertThat(answer.headers().firstValue("Retry-After")).contains("7");
        assertThat(apiServer.requests()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 503})
    void afterAWhileWithoutAnswersNothingIsSentUntilOneComes(int code) throws Exception {
        if (code == 0) {
            apiServer.hangsUp();
        } else {
            apiServer.answers(code, "{}", Map.of());
        }
        for (int i = 0; i < 5; i++) {
            send(posted());
        }
        HttpResponse<String> refused = send(posted());
        assertThat(refused.statusCode()).isEqualTo(503);
        assertThat(refused.headers().firstValue("Retry-After")).contains("1");
        assertThat(json(refused).get("message").textValue()).contains("nothing was sent");
        assertInTheFormThatIsAskedFor(posted(), 503);
        assertThat(apiServer.requests()).hasSize(5);

        apiServer.answers(201, POD, Map.of());
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(send(posted()).statusCode()).isEqualTo(201));
    }

    @Test
    void refusalsOfTheApiServerAreAnswersToo() throws Exception {
        apiServer.answers(422, "{}", Map.of());
        for (int i = 0; i < 10; i++) {
            assertThat(send(posted()).statusCode()).isEqualTo(422);
        }
        apiServer.answers(500, "{}", Map.of());
        for (int i = 0; i < 10; i++) {
            assertThat(send(posted()).statusCode()).isEqualTo(500);
        }
        assertThat(apiServer.requests()).hasSize(20);
    }
}

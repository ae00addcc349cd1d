package dev.serai.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.serai.fixture.ScriptedApi;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** An API server that closes connections on which it was asked. */
@Timeout(60)
class ApiServerTest {

    private static final ApiRequest GET = new ApiRequest("GET", "/version", null, Map.of(), null);
    private static final ApiRequest POST = new ApiRequest(
            "POST",
            "/api/v1/namespaces/shop/pods",
            null,
            Map.of("Content-Type", "application/json"),
            "{}".getBytes(StandardCharsets.UTF_8));

    private final AtomicInteger asked = new AtomicInteger();
    private final AtomicInteger closing = new AtomicInteger();
    private final ScriptedApi api = new ScriptedApi(request -> {
        asked.incrementAndGet();
        if (closing.getAndDecrement() > 0) {
            request.connection().close();
        } else {
            request.response().end("{}");
        }
    });
    private final ApiServer apiServer = api.apiServer();

    @AfterEach
    void stop() {
        api.close();
    }

    @Test
    void aGetIsSentOnceMore() throws Exception {
        closing.set(1);
        assertThat(apiServer.stream(GET).get().code()).isEqualTo(200);
        assertThat(asked).hasValue(2);
        closing.set(1);
        assertThat(apiServer.sendAsync(GET).get().code()).isEqualTo(200);
        assertThat(asked).hasValue(4);
    }

    @Test
    void andNotAgainIfThatIsInVain() {
        closing.set(10);
        assertThatThrownBy(() -> apiServer.stream(GET).get()).isInstanceOf(ExecutionException.class);
        assertThat(asked).hasValue(2);
    }

    @Test
    void whatWritesIsSentOnce() {
        closing.set(10);
        assertThatThrownBy(() -> apiServer.send(POST))
                .isInstanceOfSatisfying(
                        StatusException.class,
                        unknown -> assertThat(unknown.status().getCode()).isEqualTo(504));
        assertThat(asked).hasValue(1);
    }
}

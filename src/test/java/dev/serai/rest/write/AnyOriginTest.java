package dev.serai.rest.write;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serai.limit.WriteLimitsConfiguration;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** {@code serai.cors.origins=*}. */
class AnyOriginTest extends WriteRoutes {

    AnyOriginTest() {
        super(new WriteLimitsConfiguration(1_000, 1_000, 10));
    }

    @Override
    String corsOrigins() {
        return "*";
    }

    @Test
    void everyPageIsToldTheSame() throws Exception {
        apiServer.answers(200, "{}", Map.of());
        for (String origin : List.of(CrossOriginTest.PAGE, "http://localhost:5173", "null")) {
            HttpResponse<String> answer = send(request("/api/v1/nodes").header("Origin", origin));
            assertThat(answer.headers().firstValue("Access-Control-Allow-Origin"))
                    .hasValue("*");
            assertThat(CrossOriginTest.vary(answer)).doesNotContain("origin");
            assertThat(answer.headers().map()).doesNotContainKey("access-control-allow-credentials");
        }
    }

    @Test
    void whatIsNoOriginIsAnsweredAsEver() throws Exception {
        apiServer.answers(200, "{}", Map.of());
        HttpResponse<String> answer = send(request("/api/v1/nodes").header("Origin", "capacitor://localhost"));

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().map()).doesNotContainKey("access-control-allow-origin");
    }
}

package dev.serai.write;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest.BodyPublishers;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Whoever floods creates, as everybody behind one address may, can still clean up. */
class WriteReserveTest extends WriteRoutes {

    private static final String PODS = "/api/v1/namespaces/shop/pods";
    private static final int PER_CALLER = 10;

    WriteReserveTest() {
        super(new WriteConfiguration(10_000, PER_CALLER, 10));
    }

    @Test
    void aCallersDeletesAndEvictionsHaveAShareOfTheirOwn() throws Exception {
        int refused = 0;
        for (int i = 0; i < 3 * PER_CALLER; i++) {
            refused += send(posted()).statusCode() == 429 ? 1 : 0;
        }
        assertThat(refused).isPositive();
        apiServer.answers(200, POD, Map.of());
        assertThat(send(request(PODS + "/web").DELETE()).statusCode()).isEqualTo(200);
        assertThat(send(request(PODS + "/web/eviction")
                                .header("Content-Type", "application/json")
                                .POST(BodyPublishers.ofString("{}")))
                        .statusCode())
                .isEqualTo(200);
    }
}

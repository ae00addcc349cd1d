package dev.serai.rest.write;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serai.limit.WriteLimitsConfiguration;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Whoever floods creates, as everybody behind one address may, can still clean up. */
class WriteReserveTest extends WriteRoutes {

    private static final String PODS = "/api/v1/namespaces/shop/pods";
    private static final int PER_CALLER = 10;

    WriteReserveTest() {
        super(new WriteLimitsConfiguration(10_000, PER_CALLER, 10));
    }

    @Test
    void aCallersDeletesAndEvictionsHaveAShareOfTheirOwn() throws Exception {
        // What is slow only at first is not to give permits the time to come back; this takes none.
        assertThat(send(request("/api/v1/things/web").POST(BodyPublishers.ofString("{}")))
                        .statusCode())
                .isEqualTo(405);
        List<CompletableFuture<Integer>> flood = IntStream.range(0, 3 * PER_CALLER)
                .mapToObj(i -> http.sendAsync(post(), BodyHandlers.discarding()).thenApply(HttpResponse::statusCode))
                .toList();
        assertThat(flood).extracting(CompletableFuture::join).contains(201, 429);
        apiServer.answers(200, POD, Map.of());
        assertThat(send(request(PODS + "/web").DELETE()).statusCode()).isEqualTo(200);
        assertThat(send(request(PODS + "/web/eviction")
                                .header("Content-Type", "application/json")
                                .POST(BodyPublishers.ofString("{}")))
                        .statusCode())
                .isEqualTo(200);
    }
}

package dev.serai.rest.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RequestCountersTest {

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final RequestCounters counters = new RequestCounters(() -> meters, "read");

    @ParameterizedTest
    @CsvSource({
        "serai; hit, false, hit",
        "serai; hit, true, hit-stale",
        "serai; fwd=miss, false, fwd-miss",
        "serai; fwd=bypass, false, fwd-bypass",
        "serai; fwd=request, true, fwd-request",
        "serai; fwd=stale, false, fwd-stale",
        "what a team's route sets, false, none",
        ", false, none"
    })
    void whatTheCacheDidIsOneOfAFewWords(String header, boolean isStale, String label) {
        counters.count(200, header, isStale);
        counters.count(200, header, isStale);

        assertThat(meters.get("serai.requests")
                        .tags("route", "read", "code", "200", "cache", label)
                        .counter()
                        .count())
                .isEqualTo(2);
        assertThat(meters.getMeters()).hasSize(1);
    }

    @Test
    void eachCodeIsCountedByItself() {
        counters.count(404);
        counters.count(429);
        counters.count(429);

        assertThat(count("429")).isEqualTo(2);
        assertThat(count("404")).isEqualTo(1);
    }

    @Test
    void whatIsNoCodeOfHttpMakesNoMetric() {
        counters.count(99);
        counters.count(600);
        counters.count(-1);

        assertThat(meters.getMeters()).isEmpty();
    }

    @Test
    void countingBeginsWhenThereIsARegistry() {
        var later = new AtomicReference<SimpleMeterRegistry>();
        var early = new RequestCounters(later::get, "read");
        early.count(200);
        later.set(meters);
        early.count(200);

        assertThat(count("200")).isEqualTo(1);
    }

    private double count(String code) {
        return meters.get("serai.requests").tag("code", code).counter().count();
    }
}

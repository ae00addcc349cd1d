package dev.serai.rest.render;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The cases of apimachinery's duration_test.go. */
class HumanDurationTest {

    @ParameterizedTest
    @CsvSource({
        "PT1S, 1s",
        "PT70S, 70s",
        "PT190S, 3m10s",
        "PT70M, 70m",
        "PT47H, 47h",
        "PT49H, 2d1h",
        "P8DT2H, 8d",
        "P367D, 367d",
        "P731DT1H, 2y1d",
        "P2920DT2H, 8y",
        "PT-2S, <invalid>",
        "PT-1.999999999S, 0s",
        "PT0S, 0s",
        "PT0.999S, 0s",
        "PT1M59.999S, 119s",
        "PT2M, 2m",
        "PT2M1S, 2m1s",
        "PT9M59.999S, 9m59s",
        "PT10M, 10m",
        "PT10M1S, 10m",
        "PT2H59M59.999S, 179m",
        "PT3H, 3h",
        "PT3H1M, 3h1m",
        "PT7H59M59.999S, 7h59m",
        "PT8H, 8h",
        "PT8H59M, 8h",
        "P1DT23H59M59.999S, 47h",
        "P2D, 2d",
        "P2DT1H, 2d1h",
        "P7DT23H59M59.999S, 7d23h",
        "P8D, 8d",
        "P8DT23H, 8d",
        "P729DT23H59M59.999S, 729d",
        "P730D, 2y",
        "P730DT23H, 2y",
        "P730DT23H59M, 2y",
        "P730DT23H59M59.999S, 2y",
        "P731D, 2y1d",
        "P1095D, 3y",
        "P1460D, 4y",
        "P1825D, 5y",
        "P2190D, 6y",
        "P2555D, 7y",
        "P2919DT23H59M59.999S, 7y364d",
        "P2920D, 8y",
        "P3284D, 8y",
        "P3285D, 9y"
    })
    void aDurationIsShownAsKubectlShowsIt(Duration duration, String shown) {
        assertThat(HumanDuration.of(duration)).isEqualTo(shown);
    }

    @ParameterizedTest
    @CsvSource({
        "0001-01-01T00:00:00Z, <unknown>",
        "2025-12-31T23:59:59Z, 61s",
        "2026-01-01T00:01:01Z, 0s",
        "2026-01-01T00:02:00Z, <invalid>",
        "0002-01-01T00:00:00Z, 292y"
    })
    void aPointInTimeIsShownByHowLongAgoItIs(Instant timestamp, String shown) {
        assertThat(GoTime.since(timestamp, Instant.parse("2026-01-01T00:01:00Z")))
                .isEqualTo(shown);
    }
}

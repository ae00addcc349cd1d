package dev.serai.sink.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serai.retry.Jitter;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class RetryAfterTest {

    private static final Clock CLOCK = Clock.fixed(Instant.parse("1994-11-06T08:49:37Z"), ZoneOffset.UTC);

    @ParameterizedTest
    @CsvSource({
        "0,PT0S",
        " 120 ,PT2M",
        "'Sun, 06 Nov 1994 08:50:37 GMT',PT1M",
        "'Sun, 06 Nov 1994 08:00:00 GMT',PT0S",
        "99999999,PT24H",
        "99999999999999999999999,PT24H",
        "'Sat, 06 Nov 2094 08:50:37 GMT',PT24H"
    })
    void secondsAndDatesAreReadAndBounded(String header, Duration expected) {
        assertThat(RetryAfter.parse(header, CLOCK)).hasValue(expected);
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", "soon", "-1", "1.5", "Sun, 06 Nov"})
    void whatSaysNothingIsNoAnswer(String header) {
        assertThat(RetryAfter.parse(header, CLOCK)).isEmpty();
    }

    @Test
    void theScheduleIsTheOneOfStandardWebhooksUpToTheLongestWait() {
        var schedule = new RetrySchedule(10, Duration.ofDays(4), Duration.ofHours(3));
        assertThat(schedule.waitAfter(1)).isEqualTo(Duration.ofSeconds(5));
        assertThat(schedule.waitAfter(2)).isEqualTo(Duration.ofMinutes(5));
        assertThat(schedule.waitAfter(3)).isEqualTo(Duration.ofMinutes(30));
        assertThat(schedule.waitAfter(4)).isEqualTo(Duration.ofHours(2));
        assertThat(schedule.waitAfter(5)).isEqualTo(Duration.ofHours(3));
        assertThat(schedule.waitAfter(9_999)).isEqualTo(Duration.ofHours(3));
    }

    @Test
    void jitterShortensAWaitOfOursAndLengthensOneThatWasAskedFor() {
        assertThat(new Jitter(() -> 0).within(Duration.ofSeconds(10))).isEqualTo(5_000);
        assertThat(new Jitter(() -> 1).within(Duration.ofSeconds(10))).isEqualTo(10_000);
        assertThat(new Jitter(() -> 0).beyond(Duration.ofSeconds(10))).isEqualTo(10_001);
        assertThat(new Jitter(() -> 1).beyond(Duration.ofSeconds(10))).isEqualTo(11_001);
    }
}

package dev.serai.retry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BackoffTest {

    @ParameterizedTest
    @CsvSource({"1, 200", "2, 400", "3, 800", "8, 25600", "9, 30000", "31, 30000", "64, 30000", "2147483647, 30000"})
    void itDoublesUpToTheLimit(int failures, long millis) {
        assertThat(new Backoff(200, 30_000, new Jitter(() -> 1)).millis(failures))
                .isEqualTo(millis);
    }

    @ParameterizedTest
    @CsvSource({"0, 200", "0.5, 300", "1, 400"})
    void itIsBetweenHalfAndTheWhole(double random, long millis) {
        assertThat(new Backoff(200, 30_000, new Jitter(() -> random)).millis(2)).isEqualTo(millis);
    }

    @ParameterizedTest
    @CsvSource({"0, 10", "-1, 10", "11, 10"})
    void oneThatDoesNotWaitIsRefused(long first, long limit) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Backoff(first, limit, new Jitter(() -> 1)))
                .withMessage("a backoff from %d to %d ms is none; from 1 ms upwards", first, limit);
    }
}

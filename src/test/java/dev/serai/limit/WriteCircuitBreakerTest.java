package dev.serai.limit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serai.cluster.ApiServer;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreaker.State;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class WriteCircuitBreakerTest {

    private static final Duration HALF = ApiServer.DEADLINE.dividedBy(2);
    private static final Duration LITTLE = Duration.ofMillis(1);

    private final CircuitBreaker breaker = WriteCircuitBreaker.create();

    @Test
    void answersThatTakeHalfOfTheTimeThatThereIsCountAsNone() {
        answers(4, HALF.plus(LITTLE));
        assertThat(breaker.getState()).isEqualTo(State.CLOSED);
        answers(1, HALF.plus(LITTLE));
        assertThat(breaker.getState()).isEqualTo(State.OPEN);
    }

    @Test
    void answersThatTakeLessCountAsAnswers() {
        answers(100, HALF.minus(LITTLE));
        assertThat(breaker.getState()).isEqualTo(State.CLOSED);
        assertThat(breaker.getMetrics().getNumberOfSlowCalls()).isZero();
    }

    @Test
    void whereFewerThanHalfAreSlowWritesAreSent() {
        for (int i = 0; i < 50; i++) {
            answers(2, LITTLE);
            answers(1, HALF.plus(LITTLE));
        }
        assertThat(breaker.getState()).isEqualTo(State.CLOSED);
    }

    private void answers(int count, Duration after) {
        for (int i = 0; i < count; i++) {
            breaker.acquirePermission();
            breaker.onSuccess(after.toMillis(), TimeUnit.MILLISECONDS);
        }
    }
}

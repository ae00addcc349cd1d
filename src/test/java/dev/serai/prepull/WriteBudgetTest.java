package dev.serai.prepull;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WriteBudgetTest {

    private final AtomicLong nanos = new AtomicLong();

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 7, 50, 400})
    void inNoSecondMoreThanHalfIsTaken(int perSecond) {
        var budget = new WriteBudget(() -> perSecond, nanos::get);
        var taken = new ArrayDeque<Long>();
        int all = 0;
        for (int i = 0; i < 10_000; i++) {
            nanos.addAndGet(TimeUnit.MILLISECONDS.toNanos(i % 7));
            if (budget.take()) {
                all++;
                taken.add(nanos.get());
            }
            taken.removeIf(at -> nanos.get() - at >= TimeUnit.SECONDS.toNanos(1));
            assertThat(taken).hasSizeLessThanOrEqualTo(perSecond / 2);
        }
        assertThat((long) all).isGreaterThan(perSecond / 2 * (TimeUnit.NANOSECONDS.toSeconds(nanos.get()) - 1));
    }

    @Test
    void halfOfOneWriteASecondIsOneInTwo() {
        var budget = new WriteBudget(() -> 1, nanos::get);
        assertThat(budget.take()).isTrue();
        nanos.addAndGet(TimeUnit.MILLISECONDS.toNanos(1_999));
        assertThat(budget.take()).isFalse();
        nanos.addAndGet(TimeUnit.MILLISECONDS.toNanos(1));
        assertThat(budget.take()).isTrue();
    }

    @Test
    void anotherLimitHoldsAtOnce() {
        var limit = new AtomicInteger(10);
        var budget = new WriteBudget(limit::get, nanos::get);
        assertThat(budget.left()).isEqualTo(5);
        limit.set(4);
        assertThat(budget.left()).isEqualTo(2);
        assertThat(budget.take() && budget.take()).isTrue();
        assertThat(budget.left()).isZero();
    }
}

package dev.serai.limit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class EvenPacingTest {

    private static final int PER_SECOND = 40;
    private static final int SECOND = 1_000;

    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5);
    private final EvenPacing pace = new EvenPacing(nanos::get);
    private final ArrayDeque<Integer> permits = new ArrayDeque<>();
    private int now;

    @Test
    void noneIsKeptWhileTheThrottleRefusesNothing() {
        for (int write = 0; write < 10 * PER_SECOND; write++) {
            assertThat(pace.isAhead(PER_SECOND)).isFalse();
            assertThat(pace.isAhead(1)).isFalse();
            pace.taken(PER_SECOND);
        }
    }

    @Test
    void onceItRefusesWritesComeOneByOne() {
        pace.refused();
        assertThat(pace.isAhead(PER_SECOND)).isTrue();
        milliseconds(20);
        assertThat(pace.isAhead(PER_SECOND)).isTrue();
        milliseconds(10);
        assertThat(pace.isAhead(PER_SECOND)).isFalse();
        pace.taken(PER_SECOND);
        assertThat(pace.isAhead(PER_SECOND)).isTrue();
        milliseconds(25);
        assertThat(pace.isAhead(PER_SECOND)).isFalse();
    }

    @Test
    void whatWasLeftUnusedIsNotLostAndThatOfASecondEndsIt() {
        pace.refused();
        milliseconds(SECOND / 2);
        int taken = 0;
        while (!pace.isAhead(PER_SECOND) && taken < PER_SECOND) {
            pace.taken(PER_SECOND);
            taken++;
        }
        assertThat(taken).isBetween(PER_SECOND / 2 - 1, PER_SECOND / 2);
        milliseconds(SECOND + SECOND / 50);
        noneIsKeptWhileTheThrottleRefusesNothing();
    }

    @Test
    void aFloodGetsWhatTheThrottlePermitsAndNotAllOfItAtOnce() {
        assertThat(flooded(1)).hasSize(PER_SECOND);

        List<Integer> taken = flooded(20);

        assertThat(taken).hasSizeBetween(20 * PER_SECOND * 97 / 100, 20 * PER_SECOND);
        for (int write = 1; write < taken.size(); write++) {
            assertThat(taken.get(write) - taken.get(write - 1)).isGreaterThan(15);
        }
    }

    @Test
    void anotherLimitHoldsAtOnce() {
        pace.refused();
        milliseconds(10);
        assertThat(pace.isAhead(PER_SECOND)).isTrue();
        assertThat(pace.isAhead(10 * PER_SECOND)).isFalse();
        milliseconds(SECOND - 20);
        assertThat(pace.isAhead(1)).isTrue();
    }

    // Two writes a millisecond: when the throttle, which gives a permit back a second after it was taken, took one.
    private List<Integer> flooded(int seconds) {
        List<Integer> taken = new ArrayList<>();
        for (int write = 0; write < 2 * SECOND * seconds; write++) {
            if (write % 2 == 0) {
                milliseconds(1);
            }
            while (!permits.isEmpty() && permits.peek() <= now - SECOND) {
                permits.remove();
            }
            if (!pace.isAhead(PER_SECOND)) {
                if (permits.size() < PER_SECOND) {
                    permits.add(now);
                    taken.add(now);
                    pace.taken(PER_SECOND);
                } else {
                    pace.refused();
                }
            }
        }
        return taken;
    }

    private void milliseconds(int more) {
        now += more;
        nanos.addAndGet(TimeUnit.MILLISECONDS.toNanos(more));
    }
}

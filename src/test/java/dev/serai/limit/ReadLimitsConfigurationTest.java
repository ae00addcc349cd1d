package dev.serai.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class ReadLimitsConfigurationTest {

    @Test
    void aBoundBelowOneIsRefusedByItsName() {
        assertThatThrownBy(() -> new ReadLimitsConfiguration(0, 1))
                .hasMessage("serai.reads.per-second is 0; it is a whole number from 1");
        assertThatThrownBy(() -> new ReadLimitsConfiguration(1, -1))
                .hasMessage("serai.reads.streams is -1; it is a whole number from 1");
    }

    @Test
    void itRefusesAtOnceInsteadOfWaiting() {
        ReadRateLimiter limiter = new ReadLimitsConfiguration(2, 1).limiter();
        assertThat(limiter.tryAcquirePermission()).isTrue();
        assertThat(limiter.tryAcquirePermission()).isTrue();
        assertThat(limiter.tryAcquirePermission()).isFalse();
    }
}

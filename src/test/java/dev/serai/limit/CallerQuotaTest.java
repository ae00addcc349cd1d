package dev.serai.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.serai.kube.StatusException;
import org.junit.jupiter.api.Test;

class CallerQuotaTest {

    private static void assertFull(CallerQuota quota, String caller, long amount) {
        assertThatThrownBy(() -> quota.take(caller, amount)).isInstanceOfSatisfying(StatusException.class, refusal -> {
            assertThat(refusal.status().getCode()).isEqualTo(429);
            assertThat(refusal.status().getDetails().getRetryAfterSeconds()).isEqualTo(1);
        });
    }

    @Test
    void whatIsGivenBackMakesRoomOnce() {
        var quota = new CallerQuota(2, 2);
        Runnable first = quota.take("a", 1);
        quota.take("a", 1);
        assertFull(quota, "b", 1);
        first.run();
        first.run();
        quota.take("b", 1);
        assertFull(quota, "b", 1);
    }

    @Test
    void aCallerWhoHasItsPartTakesNothingFromOthers() {
        var quota = new CallerQuota(10, 3);
        Runnable taken = quota.take("a", 3);
        assertFull(quota, "a", 1);
        quota.take("b", 3);
        taken.run();
        quota.take("a", 2);
        quota.take("a", 1);
        assertFull(quota, "a", 1);
    }

    @Test
    void whoHoldsNothingMayTakeMoreThanThereIsWhileNobodyElseHoldsAny() {
        var quota = new CallerQuota(10, 5);
        Runnable large = quota.take("a", 100);
        assertFull(quota, "b", 1);
        large.run();
        quota.take("b", 8);
        assertFull(quota, "a", 3);
    }

    @Test
    void nothingIsRememberedOfCallersWhoHoldNothing() {
        var quota = new CallerQuota(100, 100);
        Runnable kept = quota.take("kept", 1);
        for (int i = 0; i < 1_000; i++) {
            Runnable one = quota.take("caller-" + i, 1);
            quota.take("caller-" + i, 2).run();
            one.run();
        }
        assertThat(quota.callers()).isEqualTo(1);
        kept.run();
        assertThat(quota.callers()).isZero();
    }
}

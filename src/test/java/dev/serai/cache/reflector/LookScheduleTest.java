package dev.serai.cache.reflector;

import static dev.serai.cache.reflector.LookSchedule.Extent.ALL;
import static dev.serai.cache.reflector.LookSchedule.Extent.NOTHING;
import static dev.serai.cache.reflector.LookSchedule.Extent.SOME;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class LookScheduleTest {

    private final LookSchedule schedule = new LookSchedule(at(0));

    @Test
    void someIsLookedAtNowAndThen() {
        assertThat(schedule.begin(at(9), true, true)).isEqualTo(NOTHING);
        assertThat(schedule.begin(at(10), true, true)).isEqualTo(SOME);
        assertThat(schedule.begin(at(29), true, true)).isEqualTo(NOTHING);
        assertThat(schedule.begin(at(30), true, false)).isEqualTo(SOME);
        assertThat(schedule.begin(at(40), true, false)).isEqualTo(SOME);
    }

    @Test
    void allIsLookedAtWhenAnInterruptionIsOverAndSomeSoonAfter() {
        schedule.watchedAgain(at(100));
        assertThat(schedule.begin(at(101), false, true)).isEqualTo(SOME);
        assertThat(schedule.begin(at(102), true, true)).isEqualTo(ALL);
        assertThat(schedule.begin(at(104), true, true)).isEqualTo(NOTHING);
        assertThat(schedule.begin(at(112), true, true)).isEqualTo(SOME);
    }

    @Test
    void aWatchThatEndsInItsTimeIsNoInterruption() {
        schedule.listed(at(0));
        schedule.watchedAgain(at(301));
        schedule.watchedAgain(at(602));
        assertThat(schedule.begin(at(603), true, true)).isEqualTo(SOME);
        schedule.watchedAgain(at(700));
        assertThat(schedule.begin(at(701), true, true)).isEqualTo(ALL);
    }

    @Test
    void interruptionsOneAfterTheOtherAreLookedAtInABoundedWay() {
        schedule.watchedAgain(at(1));
        assertThat(schedule.begin(at(2), true, true)).isEqualTo(ALL);
        schedule.watchedAgain(at(3));
        assertThat(schedule.begin(at(4), true, true)).isEqualTo(NOTHING);
        assertThat(schedule.begin(at(12), true, true)).isEqualTo(ALL);
    }

    @Test
    void whatCouldNotBeLookedAtIsLookedAtAgain() {
        schedule.watchedAgain(at(1));
        assertThat(schedule.begin(at(2), true, true)).isEqualTo(ALL);
        schedule.failed(ALL);
        assertThat(schedule.begin(at(12), true, true)).isEqualTo(ALL);
    }

    @Test
    void whatDoesNotFitIsLookedAtAtOnce() {
        schedule.suspect();
        assertThat(schedule.isSuspected()).isTrue();
        assertThat(schedule.begin(at(1), true, true)).isEqualTo(SOME);
        schedule.suspectNothing();
        assertThat(schedule.begin(at(2), true, true)).isEqualTo(NOTHING);
    }

    private static Instant at(long second) {
        return Instant.EPOCH.plusSeconds(second);
    }
}

package dev.serai.sink.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serai.fixture.process.TestClock;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class DeliveryAttemptsTest {

    private final TestClock clock = new TestClock();
    private final Map<String, String> kept = new TreeMap<>();

    @Test
    void theOldestGivesWayAndNotTheFirstByName() {
        var attempts = new DeliveryAttempts(kept, 3, clock);
        for (String event : new String[] {"z", "m", "a", "q"}) {
            count(attempts, event);
            clock.advanceMillis(1);
        }
        assertThat(kept).containsOnlyKeys("hook m", "hook a", "hook q");
    }

    @Test
    void whatIsCountedIsTheSameAfterARestart() {
        count(new DeliveryAttempts(kept, 3, clock), "e");
        var now = clock.instant().truncatedTo(java.time.temporal.ChronoUnit.MILLIS);
        clock.advanceMillis(5);
        assertThat(count(new DeliveryAttempts(kept, 3, clock), "e"))
                .isEqualTo(new DeliveryAttempts.Made(2, 1, now, now, now));
    }

    @Test
    void whatAnOlderSeraiWroteIsRead() {
        kept.put("hook e", "7 " + clock.millis());
        assertThat(count(new DeliveryAttempts(kept, 3, clock), "e").count()).isEqualTo(8);
    }

    @Test
    void whatIsOlderThanAnyScheduleIsForgotten() {
        count(new DeliveryAttempts(kept, 3, clock), "e");
        clock.advance(Duration.ofDays(8));
        new DeliveryAttempts(kept, 3, clock);
        assertThat(kept).isEmpty();
    }

    private DeliveryAttempts.Made count(DeliveryAttempts attempts, String event) {
        return attempts.count(
                "hook",
                event,
                made -> new DeliveryAttempts.Made(made.count() + 1, 1, made.first(), made.counted(), made.last()));
    }
}

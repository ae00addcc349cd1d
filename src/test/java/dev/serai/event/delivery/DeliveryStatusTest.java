package dev.serai.event.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serai.cache.store.Change;
import dev.serai.fixture.process.LogLines;
import dev.serai.fixture.process.TestClock;
import java.time.Duration;
import org.apache.logging.log4j.Level;
import org.junit.jupiter.api.Test;

/** What the log tells of refusals. */
class DeliveryStatusTest {

    private final TestClock clock = new TestClock();
    private final DeliveryStatus deliveries = new DeliveryStatus("orders", clock);

    @Test
    void anOutageIsAWarningAtOnceAndOneAMinuteHoweverManyWait() {
        try (var log = LogLines.of(RefusalLog.class.getName())) {
            for (int second = 0; second < 150; second++) {
                for (int event = 0; event < 100; event++) {
                    refuse("u" + event);
                }
                clock.advance(Duration.ofSeconds(1));
            }
            assertThat(log.lines())
                    .satisfiesExactly(
                            line -> assertThat(line)
                                    .endsWith("orders has not taken modified of /api/v1/namespaces/shop/pods/u0"
                                            + " (IllegalStateException); it will be tried again"),
                            line -> assertThat(line)
                                    .endsWith("it will be tried again; 5999 refusals since the last such line"),
                            line -> assertThat(line)
                                    .endsWith("it will be tried again; 5999 refusals since the last such line"));
            assertThat(log.levels()).containsOnly(Level.WARN);
            assertThat(log.text()).doesNotContain("hush");
        }
        assertThat(deliveries.refusedCount()).isEqualTo(15_000);
    }

    @Test
    void thatEventsAreTakenAgainIsToldOnceAndOnlyAfterAWarning() {
        try (var log = LogLines.of(RefusalLog.class.getName())) {
            deliveries.taken();
            assertThat(log.lines()).isEmpty();
            refuse("u");
            refuse("u");
            deliveries.taken();
            deliveries.taken();
            assertThat(log.levels()).containsExactly(Level.WARN, Level.INFO);
            assertThat(log.lines()).last().isEqualTo("orders takes events again");
        }
    }

    @Test
    void oneEventThatIsRefusedAmongManyThatAreTakenFillsNoLog() {
        try (var log = LogLines.of(RefusalLog.class.getName())) {
            for (int second = 0; second < 120; second++) {
                refuse("u");
                deliveries.taken();
                clock.advance(Duration.ofSeconds(1));
            }
            assertThat(log.lines()).hasSize(4);
        }
    }

    private void refuse(String uid) {
        deliveries.refused(Events.event(Change.Type.MODIFIED, uid, 2), new IllegalStateException("hush"));
    }
}

package dev.serai.leader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.extended.leaderelection.resourcelock.LeaderElectionRecord;
import io.fabric8.kubernetes.client.extended.leaderelection.resourcelock.Lock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class FencedLockTest {

    private static final Duration DURATION = Duration.ofSeconds(15);

    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5);
    private final Remote remote = new Remote();
    private final FencedLock lock = new FencedLock(remote, DURATION, nanos::get);

    @Test
    void itIsHeldForItsDurationFromBeforeTheRenewalWasSent() {
        assertThat(lock.isHeld()).isFalse();
        remote.takes = Duration.ofSeconds(4);
        lock.create(null, record("me"));
        assertThat(lock.isHeld()).isTrue();
        nanos.addAndGet(Duration.ofSeconds(11).toNanos() - 1);
        assertThat(lock.isHeld()).isTrue();
        nanos.incrementAndGet();
        assertThat(lock.isHeld()).isFalse();
        remote.takes = Duration.ZERO;
        lock.update(null, record("me"));
        assertThat(lock.isHeld()).isTrue();
    }

    @Test
    void aRenewalThatFailsExtendsNothing() {
        lock.create(null, record("me"));
        remote.failure = new IllegalStateException("reset");
        nanos.addAndGet(DURATION.toNanos() - 1);
        assertThatThrownBy(() -> lock.update(null, record("me"))).isInstanceOf(KubernetesClientException.class);
        nanos.incrementAndGet();
        assertThat(lock.isHeld()).isFalse();
    }

    @Test
    void whatIsReleasedOrLetGoIsNotHeld() {
        lock.create(null, record("me"));
        lock.update(null, record(null));
        assertThat(lock.isHeld()).isFalse();
        lock.update(null, record("me"));
        lock.letGo();
        assertThat(lock.isHeld()).isFalse();
    }

    @Test
    void anothersRenewalCountsFromWhenItIsSeenWhateverItsClockSays() {
        ZonedDateTime wrong = ZonedDateTime.now(ZoneOffset.UTC).minusHours(3);
        remote.record = new LeaderElectionRecord("other", DURATION, wrong, wrong, 1);
        ZonedDateTime first = lock.get(null).getRenewTime();
        assertThat(Duration.between(first, ZonedDateTime.now(ZoneOffset.UTC))).isLessThan(Duration.ofMinutes(1));
        assertThat(lock.get(null).getRenewTime()).isEqualTo(first);
        remote.record = new LeaderElectionRecord("other", DURATION, wrong, wrong.plusSeconds(2), 1);
        assertThat(lock.get(null).getRenewTime()).isAfterOrEqualTo(first);
    }

    private static LeaderElectionRecord record(String holder) {
        ZonedDateTime now = ZonedDateTime.now(ZoneOffset.UTC);
        return new LeaderElectionRecord(holder, DURATION, now, now, 0);
    }

    private final class Remote implements Lock {
        private LeaderElectionRecord record;
        private Duration takes = Duration.ZERO;
        private RuntimeException failure;

        @Override
        public LeaderElectionRecord get(KubernetesClient client) {
            return record;
        }

        @Override
        public void create(KubernetesClient client, LeaderElectionRecord created) {
            update(client, created);
        }

        @Override
        public void update(KubernetesClient client, LeaderElectionRecord updated) {
            nanos.addAndGet(takes.toNanos());
            if (failure != null) {
                throw failure;
            }
            record = updated;
        }

        @Override
        public String identity() {
            return "me";
        }

        @Override
        public String describe() {
            return "a lock";
        }
    }
}

package dev.serai.rest.read;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serai.cache.store.Snapshot;
import dev.serai.kube.GroupResource;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class PageSnapshotsTest {

    private static final GroupResource PODS = new GroupResource("pods", "");
    private static final GroupResource NODES = new GroupResource("nodes", "");

    private Instant now = Instant.EPOCH;
    private final PageSnapshots pages = new PageSnapshots(new Clock() {
        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneOffset getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    });

    @Test
    void aSnapshotIsFoundByItsResourceAndVersion() {
        Snapshot held = snapshot(7);
        pages.hold(PODS, held);
        assertThat(pages.held(PODS, 7)).containsSame(held);
        assertThat(pages.held(PODS, 8)).isEmpty();
        assertThat(pages.held(NODES, 7)).isEmpty();
    }

    @Test
    void allPagesAreOfTheFirstSnapshotOfAVersion() {
        Snapshot first = snapshot(7);
        pages.hold(PODS, first);
        pages.hold(PODS, snapshot(7));
        assertThat(pages.held(PODS, 7)).containsSame(first);
    }

    @Test
    void onlySoManyAreHeld() {
        for (int version = 1; version <= 65; version++) {
            pages.hold(PODS, snapshot(version));
        }
        assertThat(pages.held(PODS, 1)).isEmpty();
        assertThat(pages.held(PODS, 2)).isPresent();
        assertThat(pages.held(PODS, 65)).isPresent();
    }

    @Test
    void noneIsHeldForever() {
        pages.hold(PODS, snapshot(1));
        now = now.plus(Duration.ofMinutes(3));
        pages.hold(PODS, snapshot(2));
        now = now.plus(Duration.ofMinutes(2)).plusSeconds(1);
        pages.expire();
        assertThat(pages.held(PODS, 1)).isEmpty();
        assertThat(pages.held(PODS, 2)).isPresent();
    }

    private static Snapshot snapshot(long version) {
        return Snapshot.of(version);
    }
}

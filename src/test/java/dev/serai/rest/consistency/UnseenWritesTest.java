package dev.serai.rest.consistency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.serai.cache.object.CachedObject;
import dev.serai.rest.consistency.TrackedDelete.Fate;
import dev.serai.rest.read.CachedPods;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Writes that the cache does not show are remembered until it does, and never for ever. */
class UnseenWritesTest {

    private static final int MOST = 10_000;
    private static final Duration LONGEST = Duration.ofSeconds(300);

    // System.nanoTime may be negative and may overflow.
    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE);
    private final UnseenWrites unseen = new UnseenWrites(nanos::get);
    private final CachedPods pods = new CachedPods();

    @AfterEach
    void close() {
        pods.close();
    }

    @Test
    void whatIsGoneFromTheCacheIsSeen() {
        add(pods.create("web"), Fate.GONE);
        assertThat(unseen.areSeen(pods.cache)).isFalse();
        pods.delete("web");
        await().until(() -> unseen.areSeen(pods.cache));
    }

    @Test
    void anObjectOfTheSameNameIsAnother() {
        pods.create("web");
        add("web", "of the one before", Fate.GONE);
        assertThat(unseen.areSeen(pods.cache)).isTrue();
    }

    @Test
    void whatIsOnItsWayIsSeenUnlessItIsGoneAtOnce() {
        CachedObject web = pods.create("web", "example.com/hold");
        pods.delete("web");
        await().until(() -> !pods.get("web").resourceVersion().equals(web.resourceVersion()));
        add(web, Fate.ASKED);
        assertThat(unseen.areSeen(pods.cache)).isTrue();
        add(web, Fate.GONE);
        assertThat(unseen.areSeen(pods.cache)).isFalse();
    }

    @Test
    void noDeleteIsAwaitedForLongerThanFiveMinutes() {
        add(pods.create("web"), Fate.GONE);
        nanos.addAndGet(LONGEST.toNanos());
        assertThat(unseen.areSeen(pods.cache)).isFalse();
        nanos.incrementAndGet();
        assertThat(unseen.areSeen(pods.cache)).isTrue();
    }

    @Test
    void onlyTheNewestAreRemembered() {
        add(pods.create("web"), Fate.GONE);
        addOthers(MOST - 1);
        assertThat(unseen.areSeen(pods.cache)).isFalse();
        addOthers(MOST);
        assertThat(unseen.areSeen(pods.cache)).isTrue();
    }

    @Test
    void whatIsDeletedAgainIsAmongTheNewest() {
        CachedObject web = pods.create("web");
        add(web, Fate.ASKED);
        addOthers(MOST - 1);
        add(web, Fate.GONE);
        add("one more", "uid", Fate.GONE);
        assertThat(unseen.areSeen(pods.cache)).isFalse();
    }

    @Test
    void noVersionIsAwaitedForLongerEither() {
        unseen.add(TrackedWrite.reached(pods.cache, pods.cache.version() + 1));
        assertThat(unseen.isEmpty()).isFalse();
        nanos.addAndGet(LONGEST.toNanos());
        assertThat(unseen.areSeen(pods.cache)).isFalse();
        nanos.incrementAndGet();
        assertThat(unseen.areSeen(pods.cache)).isTrue();
        assertThat(unseen.isEmpty()).isTrue();
    }

    private void add(CachedObject object, Fate fate) {
        add(object.name(), object.uid(), fate);
    }

    private void add(String name, String uid, Fate fate) {
        unseen.add(TrackedWrite.deleted(pods.cache, List.of(new TrackedDelete("shop", name, uid, fate))));
    }

    // None of them is cached: each is seen as soon as anyone looks.
    private void addOthers(int count) {
        for (int i = 0; i < count; i++) {
            add("other-" + i, "uid", Fate.GONE);
        }
    }
}

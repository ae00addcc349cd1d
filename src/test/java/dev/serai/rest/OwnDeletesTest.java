package dev.serai.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.serai.cache.CachedObject;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Deletes are awaited until the cache shows them, and never for ever. */
class OwnDeletesTest {

    private static final int MOST = 10_000;
    private static final Duration LONGEST = Duration.ofSeconds(300);

    // System.nanoTime may be negative and may overflow.
    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE);
    private final OwnDeletes deletes = new OwnDeletes(nanos::get);
    private final CachedPods pods = new CachedPods();

    @AfterEach
    void close() {
        pods.close();
    }

    @Test
    void whatIsGoneFromTheCacheIsSeen() {
        add(pods.create("web"), true);
        assertThat(deletes.areSeen(pods.cache)).isFalse();
        pods.delete("web");
        await().until(() -> deletes.areSeen(pods.cache));
    }

    @Test
    void anObjectOfTheSameNameIsAnother() {
        pods.create("web");
        deletes.add(new OwnDelete("shop", "web", "of the one before", true));
        assertThat(deletes.areSeen(pods.cache)).isTrue();
    }

    @Test
    void whatIsOnItsWayIsSeenUnlessItIsGoneAtOnce() {
        CachedObject web = pods.create("web", "example.com/hold");
        pods.delete("web");
        await().until(() -> !pods.get("web").resourceVersion().equals(web.resourceVersion()));
        add(web, false);
        assertThat(deletes.areSeen(pods.cache)).isTrue();
        add(web, true);
        assertThat(deletes.areSeen(pods.cache)).isFalse();
    }

    @Test
    void noDeleteIsAwaitedForLongerThanFiveMinutes() {
        add(pods.create("web"), true);
        nanos.addAndGet(LONGEST.toNanos());
        assertThat(deletes.areSeen(pods.cache)).isFalse();
        nanos.incrementAndGet();
        assertThat(deletes.areSeen(pods.cache)).isTrue();
    }

    @Test
    void onlyTheNewestAreRemembered() {
        add(pods.create("web"), true);
        addOthers(MOST - 1);
        assertThat(deletes.areSeen(pods.cache)).isFalse();
        addOthers(MOST);
        assertThat(deletes.areSeen(pods.cache)).isTrue();
    }

    @Test
    void whatIsDeletedAgainIsAmongTheNewest() {
        CachedObject web = pods.create("web");
        add(web, false);
        addOthers(MOST - 1);
        add(web, true);
        deletes.add(new OwnDelete("shop", "one more", "uid", true));
        assertThat(deletes.areSeen(pods.cache)).isFalse();
    }

    private void add(CachedObject object, boolean atOnce) {
        deletes.add(new OwnDelete(object.namespace(), object.name(), object.uid(), atOnce));
    }

    // None of them is cached: each is seen as soon as anyone looks.
    private void addOthers(int count) {
        for (int i = 0; i < count; i++) {
            deletes.add(new OwnDelete("shop", "other-" + i, "uid", true));
        }
    }
}

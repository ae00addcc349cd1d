package dev.serai.event.delivery;

import static dev.serai.event.delivery.Events.event;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.serai.cache.store.Change;
import dev.serai.retry.Backoff;
import dev.serai.retry.Jitter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class OrderedDispatcherTest {

    private final ScheduledExecutorService threads = Executors.newScheduledThreadPool(4);
    private final ExecutorService ledgerThread = Executors.newSingleThreadExecutor();
    private final ConcurrentLinkedQueue<String> delivered = new ConcurrentLinkedQueue<>();

    @AfterEach
    void stop() {
        threads.shutdownNow();
        ledgerThread.shutdownNow();
    }

    @Test
    void whoOffersNeverWaitsForTheLedgerAndTheSinkHearsAllTheSame() {
        var sink = new CountDownLatch(1);
        var ledger = new CountDownLatch(1);
        var writing = new CountDownLatch(1);
        var offering = Thread.currentThread();
        var dispatcher = new OrderedDispatcher(
                threads,
                new Backoff(1, 2, new Jitter(() -> 1)),
                (event, attempt) -> {
                    awaitLatch(sink);
                    delivered.add(event.id());
                    return OrderedDispatcher.Outcome.TAKEN;
                },
                ledgerThread,
                event -> {
                    assertThat(Thread.currentThread()).isNotSameAs(offering);
                    writing.countDown();
                    awaitLatch(ledger);
                    return event.readingFromLedger();
                },
                () -> {});
        fill(dispatcher);
        dispatcher.offer(event(Change.Type.DELETED, "u700", 2));
        awaitLatch(writing);
        dispatcher.offer(event(Change.Type.DELETED, "u701", 2));
        sink.countDown();
        // Of an object that is just being written to the ledger nothing is sent; two at once could write it anew.
        await().until(() -> delivered.size() == OrderedDispatcher.MANY);
        assertThat(delivered).contains("u701-deleted").noneMatch(id -> id.startsWith("u700-"));
        ledger.countDown();
        await().until(() -> dispatcher.waiting() == 0);
        assertThat(delivered.stream().filter(id -> id.startsWith("u700-")))
                .containsExactly("u700-1-added", "u700-deleted");
    }

    @Test
    void whatTheLedgerCannotKeepUpWithIsGivenUpToBeComparedAnew() {
        var ledger = new CountDownLatch(1);
        var overrun = new AtomicInteger();
        var dispatcher = new OrderedDispatcher(
                threads,
                new Backoff(1, 2, new Jitter(() -> 1)),
                (event, attempt) -> {
                    awaitLatch(ledger);
                    delivered.add(event.id());
                    return OrderedDispatcher.Outcome.TAKEN;
                },
                ledgerThread,
                event -> {
                    awaitLatch(ledger);
                    return event.readingFromLedger();
                },
                overrun::incrementAndGet);
        fill(dispatcher);
        for (int life = 0; life <= OrderedDispatcher.MANY; life++) {
            assertThat(overrun).hasValue(0);
            dispatcher.offer(event(Change.Type.ADDED, "v" + life, "again", life, new Events.MemoryPosition()));
            dispatcher.offer(event(Change.Type.DELETED, "v" + life, "again", life, new Events.MemoryPosition()));
        }
        assertThat(overrun).hasValue(1);
        assertThat(dispatcher.waiting()).isZero();
        dispatcher.offer(event(Change.Type.ADDED, "w", 1));
        ledger.countDown();
        dispatcher.close();
        await().until(dispatcher::isTerminated);
        assertThat(delivered).hasSizeLessThanOrEqualTo(4);
    }

    @Test
    void whatCannotBeLeftToTheLedgerStaysInMemoryAndIsDelivered() {
        var sink = new CountDownLatch(1);
        var tried = new ConcurrentLinkedQueue<String>();
        var dispatcher = new OrderedDispatcher(
                threads,
                new Backoff(1, 2, new Jitter(() -> 1)),
                (event, attempt) -> {
                    awaitLatch(sink);
                    delivered.add(event.id() + new String(event.document().get(), StandardCharsets.UTF_8));
                    return OrderedDispatcher.Outcome.TAKEN;
                },
                ledgerThread,
                event -> {
                    tried.add(event.id());
                    throw new IllegalStateException("no room");
                },
                () -> {});
        fill(dispatcher);
        dispatcher.offer(event(Change.Type.DELETED, "u700", 2));
        await().until(() -> !tried.isEmpty());
        sink.countDown();
        await().until(() -> dispatcher.waiting() == 0);
        assertThat(delivered).contains("u700-1-added{}", "u700-deleted{}");
    }

    private static void fill(OrderedDispatcher dispatcher) {
        for (int object = 0; object < OrderedDispatcher.MANY; object++) {
            dispatcher.offer(event(Change.Type.ADDED, "u" + object, 1));
        }
    }

    @Test
    void theEventsOfAnObjectComeInOrderAndOneAtATime() {
        Map<String, AtomicInteger> busy = new ConcurrentHashMap<>();
        Map<String, List<Integer>> seen = new ConcurrentHashMap<>();
        var overlaps = new AtomicInteger();
        var dispatcher = dispatcher(event -> {
            if (busy.computeIfAbsent(event.uid(), uid -> new AtomicInteger()).incrementAndGet() > 1) {
                overlaps.incrementAndGet();
            }
            seen.computeIfAbsent(event.uid(), uid -> new ArrayList<>()).add(Integer.parseInt(event.resourceVersion()));
            Thread.yield();
            busy.get(event.uid()).decrementAndGet();
            return true;
        });
        for (int version = 1; version <= 500; version++) {
            for (int object = 0; object < 10; object++) {
                dispatcher.offer(event(Change.Type.ADDED, "u" + object, version));
            }
        }
        await().until(() -> dispatcher.waiting() == 0);
        assertThat(overlaps).hasValue(0);
        assertThat(seen)
                .hasSize(10)
                .allSatisfy((uid, versions) -> assertThat(versions).hasSize(500).isSorted());
    }

    @Test
    void aStuckObjectHoldsUpNoOther() {
        var release = new CountDownLatch(1);
        var dispatcher = dispatcher(event -> {
            if (event.uid().equals("stuck")) {
                awaitLatch(release);
            }
            delivered.add(event.id());
            return true;
        });
        dispatcher.offer(event(Change.Type.ADDED, "stuck", 1));
        dispatcher.offer(event(Change.Type.MODIFIED, "stuck", 2));
        for (int object = 0; object < 20; object++) {
            dispatcher.offer(event(Change.Type.ADDED, "u" + object, 1));
        }
        await().until(() -> delivered.size() == 20);
        await().until(() -> dispatcher.waiting() == 2);
        release.countDown();
        await().until(() -> dispatcher.waiting() == 0);
        assertThat(delivered).endsWith("stuck-1-added", "stuck-2-modified");
    }

    @Test
    void whatIsRefusedComesAgainBeforeWhatFollowsIt() {
        var refusals = new AtomicInteger(3);
        var dispatcher = dispatcher(event -> {
            delivered.add(event.id());
            return refusals.getAndDecrement() <= 0;
        });
        dispatcher.offer(event(Change.Type.ADDED, "u", 1));
        dispatcher.offer(event(Change.Type.DELETED, "u", 2));
        await().until(() -> dispatcher.waiting() == 0);
        assertThat(delivered).containsExactly("u-1-added", "u-1-added", "u-1-added", "u-1-added", "u-deleted");
    }

    @Test
    void anObjectThatTookANameWaitsForTheDeleteOfTheOneBeforeIt() {
        var refusals = new AtomicInteger(3);
        var dispatcher = dispatcher(event -> {
            boolean taken = !event.isDelete() || refusals.getAndDecrement() <= 0;
            if (taken) {
                delivered.add(event.id());
            }
            return taken;
        });
        var position = new Events.MemoryPosition();
        dispatcher.offer(event(Change.Type.DELETED, "old", "web", 1, position));
        dispatcher.offer(event(Change.Type.ADDED, "young", "web", 2, position));
        await().until(() -> dispatcher.waiting() == 0);
        assertThat(delivered).containsExactly("old-deleted", "young-2-added");
    }

    @Test
    void theWaitGrowsWithTheRefusals() {
        var refuse = new AtomicBoolean(true);
        var times = new ConcurrentLinkedQueue<Long>();
        var dispatcher = new OrderedDispatcher(
                threads,
                new Backoff(40, 160, new Jitter(() -> 1)),
                (event, attempt) -> {
                    times.add(System.nanoTime());
                    return outcome(!refuse.get() || times.size() > 3);
                },
                ledgerThread,
                event -> event,
                () -> {});
        dispatcher.offer(event(Change.Type.ADDED, "u", 1));
        await().until(() -> dispatcher.waiting() == 0);
        List<Long> at = List.copyOf(times);
        assertThat(at).hasSize(4);
        assertThat(at.get(1) - at.get(0)).isGreaterThanOrEqualTo(40_000_000);
        assertThat(at.get(2) - at.get(1)).isGreaterThanOrEqualTo(80_000_000);
        assertThat(at.get(3) - at.get(2)).isGreaterThanOrEqualTo(160_000_000);
    }

    @Test
    void underASlowSinkModifiedCoalesceAndAreCounted() {
        var release = new CountDownLatch(1);
        var dispatcher = dispatcher(event -> {
            awaitLatch(release);
            delivered.add(event.id());
            return true;
        });
        dispatcher.offer(event(Change.Type.ADDED, "u", 0));
        for (int version = 1; version <= 100; version++) {
            dispatcher.offer(event(Change.Type.MODIFIED, "u", version));
        }
        dispatcher.offer(event(Change.Type.DELETED, "u", 101));
        assertThat(dispatcher.coalesced()).isEqualTo(93);
        release.countDown();
        await().until(() -> dispatcher.waiting() == 0);
        assertThat(delivered)
                .hasSize(9)
                .startsWith("u-0-added", "u-1-modified")
                .endsWith("u-100-modified", "u-deleted");
    }

    @Test
    void whenManyWaitOneStateOfEachLivingObjectAndNoByteOfTheDeadStays() {
        var release = new CountDownLatch(1);
        var stored = new ConcurrentLinkedQueue<String>();
        var dispatcher = new OrderedDispatcher(
                threads,
                new Backoff(1, 2, new Jitter(() -> 1)),
                (event, attempt) -> {
                    awaitLatch(release);
                    delivered.add(event.id());
                    return OrderedDispatcher.Outcome.TAKEN;
                },
                ledgerThread,
                event -> {
                    stored.add(event.id());
                    return event.readingFromLedger();
                },
                () -> {});
        for (int object = 0; object < OrderedDispatcher.MANY; object++) {
            dispatcher.offer(event(Change.Type.ADDED, "u" + object, 0));
        }
        for (int version = 1; version <= 10; version++) {
            for (int object = 0; object < OrderedDispatcher.MANY; object++) {
                dispatcher.offer(event(Change.Type.MODIFIED, "u" + object, version));
            }
        }
        assertThat(dispatcher.waiting()).isEqualTo(2 * OrderedDispatcher.MANY);
        assertThat(dispatcher.coalesced()).isEqualTo(9 * OrderedDispatcher.MANY);
        for (int object = 500; object < OrderedDispatcher.MANY; object++) {
            dispatcher.offer(event(Change.Type.DELETED, "u" + object, 11));
        }
        assertThat(dispatcher.waiting()).isEqualTo(2 * OrderedDispatcher.MANY);
        await().until(() -> stored.size() == 500);
        assertThat(stored).allMatch(id -> id.endsWith("-0-added"));
        release.countDown();
        await().until(() -> dispatcher.waiting() == 0);
        assertThat(delivered)
                .hasSize(2 * OrderedDispatcher.MANY)
                .contains("u499-10-modified", "u500-deleted", "u999-deleted");
        assertThat(delivered.stream().filter(id -> id.startsWith("u700-")))
                .containsExactly("u700-0-added", "u700-deleted");
    }

    @Test
    void afterCloseNothingMoreIsDelivered() {
        var release = new CountDownLatch(1);
        var started = new CountDownLatch(1);
        var dispatcher = dispatcher(event -> {
            started.countDown();
            awaitLatch(release);
            delivered.add(event.id());
            return true;
        });
        dispatcher.offer(event(Change.Type.ADDED, "u", 1));
        dispatcher.offer(event(Change.Type.MODIFIED, "u", 2));
        awaitLatch(started);
        dispatcher.close();
        dispatcher.offer(event(Change.Type.ADDED, "v", 1));
        release.countDown();
        await().until(threads::isTerminated);
        assertThat(delivered).containsExactly("u-1-added");
    }

    @Test
    void aDeliveryThatThrowsDoesNotLoseTheEvent() {
        var failures = new AtomicInteger(1);
        var dispatcher = dispatcher(event -> {
            if (failures.getAndDecrement() > 0) {
                throw new IllegalStateException("no memory");
            }
            delivered.add(event.id());
            return true;
        });
        dispatcher.offer(event(Change.Type.ADDED, "u", 1));
        await().until(() -> delivered.size() == 1);
    }

    @Test
    void anAttemptKnowsWhichOneOfItsEventItIs() {
        var dispatcher = new OrderedDispatcher(
                threads,
                new Backoff(1, 2, new Jitter(() -> 1)),
                (event, attempt) -> {
                    delivered.add(event.id() + "#" + attempt);
                    return outcome(attempt == 3);
                },
                ledgerThread,
                event -> event,
                () -> {});
        dispatcher.offer(event(Change.Type.ADDED, "u", 1));
        dispatcher.offer(event(Change.Type.DELETED, "u", 2));
        await().until(() -> dispatcher.waiting() == 0);
        assertThat(delivered)
                .containsExactly(
                        "u-1-added#1", "u-1-added#2", "u-1-added#3", "u-deleted#1", "u-deleted#2", "u-deleted#3");
    }

    @Test
    void aSinkThatSaysWhenIsObeyedAndHoldsNoLaneMeanwhile() {
        var one = Executors.newSingleThreadScheduledExecutor();
        try {
            var refusals = new AtomicInteger(1);
            var times = new ConcurrentLinkedQueue<Long>();
            var dispatcher = new OrderedDispatcher(
                    one,
                    new Backoff(60_000, 60_000, new Jitter(() -> 1)),
                    (event, attempt) -> {
                        delivered.add(event.id());
                        if (!event.uid().equals("asks")) {
                            return OrderedDispatcher.Outcome.TAKEN;
                        }
                        times.add(System.nanoTime());
                        return refusals.getAndDecrement() > 0
                                ? OrderedDispatcher.Outcome.refusedFor(300, null)
                                : OrderedDispatcher.Outcome.TAKEN;
                    },
                    ledgerThread,
                    event -> event,
                    () -> {});
            dispatcher.offer(event(Change.Type.ADDED, "asks", 1));
            dispatcher.offer(event(Change.Type.ADDED, "other", 1));
            await().until(() -> dispatcher.waiting() == 0);
            assertThat(delivered).containsExactly("asks-1-added", "other-1-added", "asks-1-added");
            List<Long> at = List.copyOf(times);
            assertThat(at.get(1) - at.get(0)).isGreaterThanOrEqualTo(300_000_000);
        } finally {
            one.shutdownNow();
        }
    }

    @Test
    void whatWaitsForItsNextAttemptIsNotTriedAfterClose() {
        var dispatcher = new OrderedDispatcher(
                threads,
                new Backoff(50, 50, new Jitter(() -> 1)),
                (event, attempt) -> {
                    delivered.add(event.id());
                    return OrderedDispatcher.Outcome.REFUSED;
                },
                ledgerThread,
                event -> event,
                () -> {});
        dispatcher.offer(event(Change.Type.ADDED, "u", 1));
        await().until(() -> !delivered.isEmpty());
        dispatcher.close();
        int attempts = delivered.size();
        await().until(threads::isTerminated);
        assertThat(delivered).hasSize(attempts);
    }

    private static OrderedDispatcher.Outcome outcome(boolean taken) {
        return taken ? OrderedDispatcher.Outcome.TAKEN : OrderedDispatcher.Outcome.REFUSED;
    }

    private OrderedDispatcher dispatcher(Predicate<WatchEvent> delivery) {
        return new OrderedDispatcher(
                threads,
                new Backoff(1, 2, new Jitter(() -> 1)),
                (event, attempt) -> outcome(delivery.test(event)),
                ledgerThread,
                event -> event,
                () -> {});
    }

    private static void awaitLatch(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

package dev.serai.event.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.serai.retry.Backoff;
import dev.serai.retry.Jitter;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class RetriesTest {

    private static final long HOUR = TimeUnit.HOURS.toMillis(1);

    private final ScheduledThreadPoolExecutor threads =
            (ScheduledThreadPoolExecutor) Executors.newScheduledThreadPool(2);
    private final Set<String> again = ConcurrentHashMap.newKeySet();
    private final Retries retries = new Retries(threads, new Backoff(HOUR, HOUR, new Jitter(() -> 1)), again::add);
    private final CompletableFuture<Void> recovery = new CompletableFuture<>();

    @AfterEach
    void stop() {
        threads.shutdownNow();
    }

    @Test
    void whatASinkRefusedComesAgainOnceItTakesWhatItHasRefusedBefore() {
        for (int name = 0; name < 1_000; name++) {
            retries.later("n" + name, 9, OrderedDispatcher.Outcome.REFUSED);
        }
        retries.later("asked", 1, OrderedDispatcher.Outcome.refusedFor(HOUR, null));
        retries.later("until", 1, OrderedDispatcher.Outcome.refusedFor(HOUR, recovery));
        retries.taken();
        await().until(() -> again.size() == 1_000);
        assertThat(again).doesNotContain("asked", "until");
    }

    @Test
    void whatWaitsForASignalComesWithItAndNothingElse() {
        retries.later("own", 1, OrderedDispatcher.Outcome.REFUSED);
        retries.later("other", 1, OrderedDispatcher.Outcome.refusedFor(HOUR, new CompletableFuture<>()));
        for (int name = 0; name < 60; name++) {
            retries.later("n" + name, 1, OrderedDispatcher.Outcome.refusedFor(HOUR, recovery));
        }
        recovery.complete(null);
        await().until(() -> again.size() == 60);
        assertThat(again).doesNotContain("own", "other");
    }

    @Test
    void aSignalThatWasGivenMeanwhileIsNotMissed() {
        recovery.complete(null);
        retries.later("late", 1, OrderedDispatcher.Outcome.refusedFor(HOUR, recovery));
        await().untilAsserted(() -> assertThat(again).containsExactly("late"));
    }

    @Test
    void aSignalThatLastsIsListenedToOnceHoweverOftenItIsWaitedFor() {
        for (int round = 0; round < 1_000; round++) {
            retries.later("n", 1, OrderedDispatcher.Outcome.refusedFor(HOUR, recovery));
        }
        assertThat(recovery.getNumberOfDependents()).isEqualTo(1);
    }

    @Test
    void nothingComesAgainAfterTheEnd() {
        retries.later("n", 1, OrderedDispatcher.Outcome.refusedFor(HOUR, recovery));
        retries.close();
        threads.shutdownNow();
        recovery.complete(null);
        retries.taken();
        retries.later("n", 1, OrderedDispatcher.Outcome.REFUSED);
        assertThat(again).isEmpty();
    }
}

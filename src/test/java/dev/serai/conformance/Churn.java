package dev.serai.conformance;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;

/** A cluster that never rests: names whose pods come, change and go, at a pace and from a seed. */
final class Churn implements AutoCloseable {

    private static final int THREADS = 4;
    private static final Duration AT_MOST = Duration.ofSeconds(180);

    private final ScheduledExecutorService threads = Executors.newScheduledThreadPool(THREADS);
    private final AtomicInteger steps = new AtomicInteger();
    private final List<Worker> workers = new ArrayList<>();
    private volatile Throwable failure;

    Churn(PodApi api, Truth truth, int pods, long seed) {
        for (int thread = 0; thread < THREADS; thread++) {
            Random random = new Random(seed + thread);
            List<PodName> own = new ArrayList<>();
            for (int i = thread; i < pods; i += THREADS) {
                own.add(new PodName("pod-" + i, api, truth, random));
            }
            workers.add(new Worker(own, random));
        }
    }

    /** Goes on until it is stopped. */
    void start(int stepsPerSecond) {
        long delay = TimeUnit.SECONDS.toMicros(1) * THREADS / stepsPerSecond;
        workers.forEach(worker -> worker.start(delay));
    }

    /** Waits for so many more steps. */
    void awaitSteps(int more) {
        int goal = steps.get() + more;
        Awaitility.await()
                .atMost(AT_MOST)
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(10))
                .until(() -> steps.get() >= goal || failure != null);
        failIfFailed();
    }

    /** Returns when no write is under way. */
    void stop() {
        workers.forEach(Worker::stop);
        failIfFailed();
    }

    int steps() {
        return steps.get();
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }

    private void failIfFailed() {
        if (failure != null) {
            throw new AssertionError("a write failed in a way that no fault explains", failure);
        }
    }

    /** One thread's names; no other thread changes them. */
    private final class Worker {
        private final List<PodName> names;
        private final Random random;
        private ScheduledFuture<?> running;
        private int next;

        Worker(List<PodName> names, Random random) {
            this.names = names;
            this.random = random;
        }

        synchronized void start(long delayMicros) {
            running = threads.scheduleWithFixedDelay(this::step, 0, delayMicros, TimeUnit.MICROSECONDS);
        }

        // Waits for the step that is being taken, if there is one.
        synchronized void stop() {
            running.cancel(false);
            running = null;
        }

        private synchronized void step() {
            if (running == null || failure != null) {
                return;
            }
            try {
                // Each name gets its first pod before any is changed.
                int index = next < names.size() ? next++ : random.nextInt(names.size());
                names.get(index).change();
                steps.incrementAndGet();
            } catch (RuntimeException | Error e) {
                failure = e;
            }
        }
    }
}

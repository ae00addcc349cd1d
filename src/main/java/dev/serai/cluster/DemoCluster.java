package dev.serai.cluster;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import java.time.Clock;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An API server inside this process with sample pods that live and die, for those who have no cluster at hand.
 * It speaks plain HTTP on a free loopback port, asks nobody who he is, and forgets all when closed.
 */
public final class DemoCluster implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DemoCluster.class);

    private final DemoStore store;
    private final DemoServer server;
    private final DemoLife life;
    private final ScheduledExecutorService scheduler =
            Executors.newSingleThreadScheduledExecutor(task -> daemon(task, "demo-life"));

    private DemoCluster(Clock clock, long seed) {
        // A demo that is started later is further on, as a real cluster would be.
        store = new DemoStore(clock.instant().getEpochSecond());
        DemoNames names = new DemoNames(new Random(seed));
        DemoWrites writes = new DemoWrites(store, clock, names);
        life = new DemoLife(store, writes, clock, new Random(seed + 1), names);
        life.begin();
        server = new DemoServer(new DemoApi(store, writes));
    }

    /** Starts a cluster that lives by itself; its objects are others each time. */
    public static DemoCluster start() {
        DemoCluster cluster = start(Clock.systemUTC(), System.nanoTime());
        cluster.scheduler.scheduleWithFixedDelay(cluster::tickOrSay, 1, 1, TimeUnit.SECONDS);
        return cluster;
    }

    /** Starts a cluster in which nothing happens by itself but at a {@link #tick}, the same for the same seed. */
    public static DemoCluster start(Clock clock, long seed) {
        return new DemoCluster(clock, seed);
    }

    /** Lets one second of pods' lives happen; how long ago something was is told by the clock. */
    public void tick() {
        life.tick();
    }

    /** How a client reaches this cluster. */
    public Config clientConfig() {
        return new ConfigBuilder(Config.empty())
                .withMasterUrl(server.url())
                .withNamespace(DemoWorkload.NAMESPACE)
                .withHttp2Disable(true)
                .build();
    }

    @Override
    public void close() {
        scheduler.shutdownNow();
        store.watches().close();
        server.close();
    }

    private void tickOrSay() {
        try {
            tick();
        } catch (RuntimeException e) {
            // Thrown on, it would silently be the last tick.
            LOG.warn("The demo cluster skipped a second of its life", e);
        }
    }

    private static Thread daemon(Runnable task, String name) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        return thread;
    }
}

package dev.serai.leader;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderCallbacks;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderElectionConfig;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderElector;
import io.fabric8.kubernetes.client.extended.leaderelection.resourcelock.LeaseLock;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.apache.camel.cluster.CamelClusterMember;
import org.apache.camel.support.cluster.AbstractCamelClusterView;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One lease and its holder. It tries to take the lease for as long as the view runs. */
public final class LeaseView extends AbstractCamelClusterView {

    private static final Logger LOG = LoggerFactory.getLogger(LeaseView.class);

    private final KubernetesClient client;
    private final LeaseLock lease;
    private final LeaseTimes times;
    private final Member self;
    private volatile @Nullable String leader;
    private volatile @Nullable FencedLock lock;
    private @Nullable ExecutorService threads;
    private @Nullable CompletableFuture<?> election;

    private final class Member implements CamelClusterMember {
        private final String id;

        Member(String id) {
            this.id = id;
        }

        @Override
        public String getId() {
            return id;
        }

        @Override
        public boolean isLeader() {
            return isLocal() ? isHeld() : id.equals(leader);
        }

        @Override
        public boolean isLocal() {
            return id.equals(lease.identity());
        }
    }

    LeaseView(LeaseService service, String name, KubernetesClient client, String identity, LeaseTimes times) {
        super(service, name);
        this.client = client;
        this.lease = new LeaseLock(Objects.requireNonNullElse(client.getNamespace(), "default"), name, identity);
        this.times = times;
        this.self = new Member(identity);
    }

    boolean isHeld() {
        FencedLock current = lock;
        return current != null && current.isHeld();
    }

    @Override
    public Optional<CamelClusterMember> getLeader() {
        return Optional.ofNullable(leader).map(Member::new);
    }

    @Override
    public CamelClusterMember getLocalMember() {
        return self;
    }

    @Override
    public List<CamelClusterMember> getMembers() {
        return List.of(self);
    }

    @Override
    protected void doStart() {
        ExecutorService started = Executors.newSingleThreadExecutor(task -> {
            var thread = new Thread(task, "serai-lease-" + getNamespace());
            thread.setDaemon(true);
            return thread;
        });
        threads = started;
        elect(started);
    }

    @Override
    protected void doStop() {
        if (lock != null) {
            lock.letGo();
        }
        if (election != null) {
            // Releases the lease, so that another replica need not wait until it expires.
            election.cancel(true);
        }
        if (threads != null) {
            threads.shutdown();
        }
    }

    private synchronized void elect(ExecutorService on) {
        lock = new FencedLock(lease, times.duration(), System::nanoTime);
        var callbacks = new LeaderCallbacks(
                () -> LOG.info("This replica has the lease {}", getNamespace()),
                () -> {
                    LOG.info("This replica has the lease {} no more", getNamespace());
                    lead(null);
                },
                this::lead);
        var configuration = new LeaderElectionConfig(
                lock, times.duration(), times.renewDeadline(), times.retryPeriod(), callbacks, true, getNamespace());
        // An elector ends when it loses its leadership.
        election = new LeaderElector(client, configuration, on).start();
        election.whenComplete((done, failure) -> {
            if (isRunAllowed()) {
                on.execute(() -> elect(on));
            }
        });
    }

    private void lead(@Nullable String identity) {
        FencedLock current = lock;
        if (current != null && (identity == null || !identity.equals(lease.identity()))) {
            current.letGo();
        }
        leader = identity;
        fireLeadershipChangedEvent(getLeader().orElse(null));
    }
}

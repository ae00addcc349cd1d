package dev.serai.leader;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.extended.leaderelection.resourcelock.LeaderElectionRecord;
import io.fabric8.kubernetes.client.extended.leaderelection.resourcelock.Lock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A lock that knows how long it is held, by a clock that nobody can set. The time counts from before each renewal was
 * sent, so that no other replica can have the lock earlier. The renewals of others count from when this replica sees
 * them, since clocks may differ (client-go does the same, fabric8 does not).
 */
final class FencedLock implements Lock {

    private final Lock lock;
    private final Duration duration;
    private final LongSupplier nanoClock;
    private @Nullable LeaderElectionRecord seen;
    private @Nullable ZonedDateTime seenAt;
    private volatile boolean held;
    private volatile long heldUntil;

    FencedLock(Lock lock, Duration duration, LongSupplier nanoClock) {
        this.lock = lock;
        this.duration = duration;
        this.nanoClock = nanoClock;
    }

    /** Whether nobody else can hold the lock at this moment. */
    boolean isHeld() {
        return held && nanoClock.getAsLong() - heldUntil < 0;
    }

    /** From now on it is not held, even if it was renewed. */
    void letGo() {
        held = false;
    }

    @Override
    public synchronized @Nullable LeaderElectionRecord get(KubernetesClient client) {
        LeaderElectionRecord record = ask(() -> lock.get(client));
        if (record == null) {
            return null;
        }
        if (!record.equals(seen)) {
            seen = record;
            seenAt = ZonedDateTime.now(ZoneOffset.UTC);
        }
        return record.toBuilder().renewTime(seenAt).build();
    }

    @Override
    public void create(KubernetesClient client, LeaderElectionRecord record) {
        write(record, () -> lock.create(client, record));
    }

    @Override
    public void update(KubernetesClient client, LeaderElectionRecord record) {
        write(record, () -> lock.update(client, record));
    }

    @Override
    public String identity() {
        return lock.identity();
    }

    @Override
    public String describe() {
        return lock.describe();
    }

    private void write(LeaderElectionRecord record, Runnable write) {
        long before = nanoClock.getAsLong();
        ask(() -> {
            write.run();
            return null;
        });
        heldUntil = before + duration.toNanos();
        held = identity().equals(record.getHolderIdentity());
    }

    // Any other exception would end the election for good.
    private static <T extends @Nullable Object> T ask(Supplier<T> question) {
        try {
            return question.get();
        } catch (KubernetesClientException e) {
            throw e;
        } catch (RuntimeException e) {
            throw new KubernetesClientException("the lease could not be asked for", e);
        }
    }
}

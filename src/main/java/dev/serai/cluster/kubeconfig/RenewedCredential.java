package dev.serai.cluster.kubeconfig;

import io.fabric8.kubernetes.client.OAuthTokenProvider;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * A credential that is read again while it is used. Whoever asks for the token may be an event loop or an informer, and
 * gets the last one at once: to read another may take as long as a program runs, and is done on a thread of its own,
 * before the last one expires and after one that the API server has not taken. It ends with the client that asks it.
 */
public abstract class RenewedCredential implements OAuthTokenProvider {

    private static final Executor OWN_THREAD = task -> {
        var thread = new Thread(task, "serai-credential");
        thread.setDaemon(true);
        thread.start();
    };

    private final AtomicBoolean renewing = new AtomicBoolean();
    private volatile long due;
    private volatile long refusedUntil = System.nanoTime();

    /**
     * Reads it, for as long as that takes.
     *
     * @return after which time it is to be read again; null for not unless it is refused
     */
    abstract @Nullable Duration renew();

    /** Reads it for the first time, on the thread of whoever starts. */
    final void start() {
        renewing.set(true);
        renewAndSchedule();
    }

    /** The API server has answered 401: it may have expired although nothing said that it would. Returns at once. */
    public final void refused(Duration notBefore) {
        if (System.nanoTime() - refusedUntil >= 0 && renewing.compareAndSet(false, true)) {
            refusedUntil = System.nanoTime() + notBefore.toNanos();
            OWN_THREAD.execute(this::renewAndSchedule);
        }
    }

    private void renewAndSchedule() {
        try {
            Duration again = renew();
            if (again != null) {
                due = System.nanoTime() + again.toNanos();
                later(again, new WeakReference<>(this));
            }
        } finally {
            renewing.set(false);
        }
    }

    // Static, and by a weak reference: what waits must not keep it.
    private static void later(Duration time, WeakReference<RenewedCredential> credential) {
        CompletableFuture.delayedExecutor(time.toNanos(), TimeUnit.NANOSECONDS, OWN_THREAD)
                .execute(() -> {
                    RenewedCredential used = credential.get();
                    if (used != null) {
                        used.renewIfDue();
                    }
                });
    }

    // Read meanwhile, after a refusal, it is due later.
    private void renewIfDue() {
        if (System.nanoTime() - due >= 0 && renewing.compareAndSet(false, true)) {
            renewAndSchedule();
        }
    }
}

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
 * A credential that is read again while it is used. An event loop or an informer may ask for the token, so it gets the
 * last one at once. A thread of its own reads the next one, before the last one expires and after the API server has
 * refused one; that may take as long as a program runs. It ends with its client.
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
     * Reads the credential; this may take long.
     *
     * @return the time until the next read; null to read again only after a refusal
     */
    abstract @Nullable Duration renew();

    /** Reads it for the first time, on the caller's thread. */
    final void start() {
        renewing.set(true);
        renewAndSchedule();
    }

    /** The API server answered 401: the credential may have expired without notice. Returns at once. */
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

    // Static and with a weak reference: a waiting task must not keep it alive.
    private static void later(Duration time, WeakReference<RenewedCredential> credential) {
        CompletableFuture.delayedExecutor(time.toNanos(), TimeUnit.NANOSECONDS, OWN_THREAD)
                .execute(() -> {
                    RenewedCredential used = credential.get();
                    if (used != null) {
                        used.renewIfDue();
                    }
                });
    }

    // If a refusal caused a read meanwhile, it is due later.
    private void renewIfDue() {
        if (System.nanoTime() - due >= 0 && renewing.compareAndSet(false, true)) {
            renewAndSchedule();
        }
    }
}

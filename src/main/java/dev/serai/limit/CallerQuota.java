package dev.serai.limit;

import dev.serai.kube.StatusException;
import java.util.HashMap;
import java.util.Map;

/**
 * How much all callers together, and each of them, may hold at one time: streams, or bytes. Whoever holds nothing may
 * take any amount, so that what is larger than the limit is possible, alone. Only the event loop may use it.
 */
public final class CallerQuota {

    private static final int RETRY_AFTER_SECONDS = 1;

    private final long most;
    private final long mostPerCaller;
    // Callers who hold something.
    private final Map<String, Long> byCaller = new HashMap<>();
    // Anyone may read it.
    private volatile long held;

    /** {@code most} of all callers together, {@code mostPerCaller} of each. */
    public CallerQuota(long most, long mostPerCaller) {
        this.most = most;
        this.mostPerCaller = mostPerCaller;
    }

    /**
     * Takes an amount for a caller.
     *
     * @return call it when the amount is free again; further calls do nothing
     * @throws StatusException 429 if it would be too much
     */
    public Runnable take(String caller, long amount) {
        long ofCaller = byCaller.getOrDefault(caller, 0L);
        if (isOver(held, amount, most) || isOver(ofCaller, amount, mostPerCaller)) {
            throw StatusException.tooManyRequests(RETRY_AFTER_SECONDS);
        }
        held = held + amount;
        byCaller.put(caller, ofCaller + amount);
        return new Runnable() {
            private boolean given;

            @Override
            public void run() {
                if (!given) {
                    given = true;
                    give(caller, amount);
                }
            }
        };
    }

    /** How much all callers hold now; any thread may ask. */
    public long held() {
        return held;
    }

    /** How much all callers together may hold. */
    public long most() {
        return most;
    }

    /** How many callers hold something. */
    int callers() {
        return byCaller.size();
    }

    private static boolean isOver(long held, long amount, long most) {
        return held > 0 && held + amount > most;
    }

    private void give(String caller, long amount) {
        held = held - amount;
        byCaller.computeIfPresent(caller, (name, before) -> before == amount ? null : before - amount);
    }
}

package dev.serai.write;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Whose writes are counted apart. There are only so many at a time, because each is a bucket of the throttle that stays
 * for ten seconds after its last use; who comes when all places are taken shares one bucket with all that do.
 */
public final class Callers {

    /** The header that names the caller, which the throttle of each caller goes by. */
    public static final String HEADER = "SeraiCaller";

    static final String SHARED = "others";
    // A little longer than Camel keeps a bucket.
    private static final long IDLE_NANOS = 11_000_000_000L;

    private final int most;
    private final LongSupplier nanoTime;
    private final Map<String, Long> lastSeen = new LinkedHashMap<>(16, 0.75f, true);

    /** {@code most} callers are counted apart. */
    public Callers(int most, LongSupplier nanoTime) {
        this.most = most;
        this.nanoTime = nanoTime;
    }

    synchronized String bucket(String caller) {
        long now = nanoTime.getAsLong();
        if (!lastSeen.containsKey(caller) && lastSeen.size() >= most) {
            var eldest = lastSeen.entrySet().iterator();
            if (now - eldest.next().getValue() < IDLE_NANOS) {
                return SHARED;
            }
            eldest.remove();
        }
        lastSeen.put(caller, now);
        // An address holds no blank: nobody's name is the name of the shared bucket.
        return "of " + caller;
    }
}

package dev.serai.limit;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Assigns callers to buckets in which their writes are counted. The number is bounded, because each is a bucket of the
 * throttle that stays for ten seconds after its last use. When all are taken, further callers share one bucket.
 */
public final class CallerBuckets {

    /** The header that names the caller; the throttle of each caller uses it. */
    public static final String HEADER = "SeraiCaller";

    static final String SHARED = "others";
    // A little longer than Camel keeps a bucket.
    private static final long IDLE_NANOS = 11_000_000_000L;

    /**
     * A caller's bucket, and the paces that apply after a refusal: one for deletes and evictions, one for other writes.
     */
    record Counted(String bucket, EvenPacing urgent, EvenPacing others) {

        static Counted in(String bucket, LongSupplier nanoTime) {
            return new Counted(bucket, new EvenPacing(nanoTime), new EvenPacing(nanoTime));
        }

        EvenPacing pace(boolean isUrgent) {
            return isUrgent ? urgent : others;
        }
    }

    private record Place(Counted counted, long lastSeen) {}

    private final int most;
    private final LongSupplier nanoTime;
    private final Counted shared;
    private final Map<String, Place> places = new LinkedHashMap<>(16, 0.75f, true);

    /** {@code most} callers have a bucket of their own. */
    public CallerBuckets(int most, LongSupplier nanoTime) {
        this.most = most;
        this.nanoTime = nanoTime;
        this.shared = Counted.in(SHARED, nanoTime);
    }

    synchronized Counted counted(String caller) {
        long now = nanoTime.getAsLong();
        Place place = places.get(caller);
        if (place == null && places.size() >= most) {
            var eldest = places.entrySet().iterator();
            if (now - eldest.next().getValue().lastSeen() < IDLE_NANOS) {
                return shared;
            }
            eldest.remove();
        }
        // An address holds no blank, so no caller has the name of the shared bucket.
        Counted counted = place == null ? Counted.in("of " + caller, nanoTime) : place.counted();
        places.put(caller, new Place(counted, now));
        return counted;
    }
}

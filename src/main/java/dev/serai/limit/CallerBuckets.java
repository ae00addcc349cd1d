package dev.serai.limit;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Whose writes are counted apart. There are only so many at a time, because each is a bucket of the throttle that stays
 * for ten seconds after its last use; who comes when all places are taken shares one bucket with all that do.
 */
public final class CallerBuckets {

    /** The header that names the caller, which the throttle of each caller goes by. */
    public static final String HEADER = "SeraiCaller";

    static final String SHARED = "others";
    // A little longer than Camel keeps a bucket.
    private static final long IDLE_NANOS = 11_000_000_000L;

    /**
     * In which bucket a caller's writes count, and at which pace they may go when there were too many: deletes and
     * evictions at one of their own.
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

    /** {@code most} callers are counted apart. */
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
        // An address holds no blank: nobody's name is the name of the shared bucket.
        Counted counted = place == null ? Counted.in("of " + caller, nanoTime) : place.counted();
        places.put(caller, new Place(counted, now));
        return counted;
    }
}

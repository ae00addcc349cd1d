package dev.serai.rest.exchange;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Counts the answers of one route by code and by what the cache did: the metric {@code serai_requests_total}. Thread-safe.
 * A counter is looked up once, and found by two indices from then on: each read is counted.
 */
public final class RequestCounters {

    /** The route of a request that was answered before any route. */
    public static final String NO_ROUTE = "none";

    private static final String HIT = "serai; hit";
    // What Cache-Status can be (RFC 9211), and the label for it. Whatever a team's route sets beside is the last.
    private static final List<Map.Entry<String, String>> STATUSES = List.of(
            Map.entry(HIT, "hit"),
            Map.entry("serai; fwd=miss", "fwd-miss"),
            Map.entry("serai; fwd=bypass", "fwd-bypass"),
            Map.entry("serai; fwd=request", "fwd-request"),
            Map.entry("serai; fwd=stale", "fwd-stale"),
            Map.entry(HIT + "; stale", "hit-stale"),
            Map.entry("", "none"));
    private static final Map<String, Integer> INDICES = IntStream.range(0, STATUSES.size())
            .boxed()
            .collect(Collectors.toUnmodifiableMap(index -> STATUSES.get(index).getKey(), index -> index));
    private static final int STALE = STATUSES.size() - 2;
    private static final int NONE = STATUSES.size() - 1;
    private static final int FIRST_CODE = 100;
    private static final int CODES = 500;

    private final Supplier<@Nullable MeterRegistry> meters;
    private final String route;
    private final AtomicReferenceArray<@Nullable Counter> counters =
            new AtomicReferenceArray<>(STATUSES.size() * CODES);

    /** {@code meters} is asked on demand, since there may be no registry yet; null for none. */
    public RequestCounters(Supplier<@Nullable MeterRegistry> meters, String route) {
        this.meters = meters;
        this.route = route;
    }

    /** Counts an answer that says nothing of a cache. */
    public void count(int code) {
        count(code, NONE);
    }

    /**
     * Counts an answer.
     *
     * @param cacheStatus its header {@code Cache-Status}; null for none
     * @param isStale whether it warns that it is stale
     */
    public void count(int code, @Nullable Object cacheStatus, boolean isStale) {
        int status = cacheStatus == null ? NONE : INDICES.getOrDefault(cacheStatus, NONE);
        count(code, status == 0 && isStale ? STALE : status);
    }

    private void count(int code, int status) {
        if (code < FIRST_CODE || code >= FIRST_CODE + CODES) {
            return;
        }
        int index = status * CODES + code - FIRST_CODE;
        Counter counter = counters.get(index);
        if (counter == null) {
            counter = counter(code, status);
            if (counter == null) {
                return;
            }
            counters.set(index, counter);
        }
        counter.increment();
    }

    private @Nullable Counter counter(int code, int status) {
        MeterRegistry registry = meters.get();
        return registry == null
                ? null
                : Counter.builder("serai.requests")
                        .description("Requests that were answered, by the route they came in by")
                        .tag("route", route)
                        .tag("code", Integer.toString(code))
                        .tag("cache", STATUSES.get(status).getValue())
                        .register(registry);
    }
}

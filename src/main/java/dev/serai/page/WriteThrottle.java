package dev.serai.page;

import dev.serai.limit.WriteBulkhead;
import dev.serai.limit.WriteLimits;
import dev.serai.limit.WriteLimitsConfiguration;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import java.util.Locale;

/** The limits of writes, and how near to them it is. */
final class WriteThrottle {

    /**
     * The writes.
     *
     * @param perSecond how many there may be a second
     * @param perCallerPerSecond how many of one caller
     * @param inFlight how many wait for the API server
     * @param mostInFlight how many may
     * @param answered how many were answered since the start
     * @param throttled how many of them a limit refused
     * @param breaker the circuit breaker: closed lets writes through, open does not
     */
    record Line(
            int perSecond,
            int perCallerPerSecond,
            int inFlight,
            int mostInFlight,
            long answered,
            long throttled,
            String breaker) {}

    private static final String COUNTER = "serai.writes";

    private final WriteLimits limits;
    private final WriteBulkhead bulkhead;
    private final CircuitBreaker breaker;
    private final Counts counts;

    WriteThrottle(WriteLimits limits, WriteBulkhead bulkhead, CircuitBreaker breaker, Counts counts) {
        this.limits = limits;
        this.bulkhead = bulkhead;
        this.breaker = breaker;
        this.counts = counts;
    }

    Line now() {
        WriteLimitsConfiguration now = limits.configuration();
        return new Line(
                now.perSecond(),
                now.perCallerPerSecond(),
                bulkhead.inFlight(),
                now.inFlight(),
                counts.sum(COUNTER),
                counts.sum(COUNTER, "throttled", "true"),
                breaker.getState().name().toLowerCase(Locale.ROOT).replace('_', ' '));
    }
}

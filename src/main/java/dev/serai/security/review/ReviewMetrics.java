package dev.serai.security.review;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** How often the API server was asked who somebody is and what they may do, how long it took, and what it answered. */
public final class ReviewMetrics {

    private final Supplier<@Nullable MeterRegistry> meters;
    private final LongSupplier nanoTime;

    /** {@code meters} is asked on demand, since there may be no registry yet; null for none. */
    public ReviewMetrics(Supplier<@Nullable MeterRegistry> meters, LongSupplier nanoTime) {
        this.meters = meters;
        this.nanoTime = nanoTime;
    }

    long begin() {
        return nanoTime.getAsLong();
    }

    /** {@code code} is 0 where there was no answer. */
    void end(String kind, int code, long begun) {
        MeterRegistry registry = meters.get();
        if (registry != null) {
            Timer.builder("serai.reviews")
                    .description("Questions to the API server about callers, by its code; 0 for no answer")
                    .tag("kind", kind)
                    .tag("code", Integer.toString(code))
                    .register(registry)
                    .record(nanoTime.getAsLong() - begun, TimeUnit.NANOSECONDS);
        }
    }
}

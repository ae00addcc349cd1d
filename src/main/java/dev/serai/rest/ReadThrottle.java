package dev.serai.rest;

import io.github.resilience4j.ratelimiter.RateLimiter;
import io.github.resilience4j.ratelimiter.RateLimiterConfig;
import java.time.Duration;

/**
 * How many reads go upstream because the cache cannot answer them: {@code serai.reads.*}.
 *
 * @param perSecond reads a second; more are answered 429
 */
public record ReadThrottle(int perSecond) {

    public ReadThrottle {
        if (perSecond < 1) {
            throw new IllegalArgumentException(
                    "serai.reads.per-second is %d; it is a whole number from 1".formatted(perSecond));
        }
    }

    /** A limiter that refuses at once instead of waiting. */
    public RateLimiter limiter() {
        return RateLimiter.of(
                "reads",
                RateLimiterConfig.custom()
                        .limitForPeriod(perSecond)
                        .limitRefreshPeriod(Duration.ofSeconds(1))
                        .timeoutDuration(Duration.ZERO)
                        .build());
    }
}

package dev.serai.rest;

import io.github.resilience4j.ratelimiter.RateLimiter;
import io.github.resilience4j.ratelimiter.RateLimiterConfig;
import java.time.Duration;

/**
 * How much callers can ask for at most: {@code serai.reads.*}. More is answered 429.
 *
 * @param perSecond reads a second that go upstream because the cache cannot answer them
 * @param streams watches, and answers that are being passed on, at a time
 */
public record ReadThrottle(int perSecond, int streams) {

    public ReadThrottle {
        requirePositive("per-second", perSecond);
        requirePositive("streams", streams);
    }

    private static void requirePositive(String key, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(
                    "serai.reads.%s is %d; it is a whole number from 1".formatted(key, value));
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

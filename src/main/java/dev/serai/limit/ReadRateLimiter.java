package dev.serai.limit;

import dev.serai.kube.StatusException;
import io.github.resilience4j.ratelimiter.RateLimiter;
import io.github.resilience4j.ratelimiter.RateLimiterConfig;
import java.time.Duration;

/** Limits the reads a second that go to the API server because the cache cannot answer them. No read waits. */
public final class ReadRateLimiter {

    private static final int RETRY_AFTER_SECONDS = 1;

    private final RateLimiter limiter;

    ReadRateLimiter(int perSecond) {
        this.limiter = RateLimiter.of(
                "reads",
                RateLimiterConfig.custom()
                        .limitForPeriod(perSecond)
                        .limitRefreshPeriod(Duration.ofSeconds(1))
                        .timeoutDuration(Duration.ZERO)
                        .build());
    }

    /**
     * Takes a permit.
     *
     * @throws StatusException 429 if there is none now
     */
    public void acquirePermission() {
        if (!tryAcquirePermission()) {
            throw StatusException.tooManyRequests(RETRY_AFTER_SECONDS);
        }
    }

    /** Takes a permit if there is one now. */
    public boolean tryAcquirePermission() {
        return limiter.acquirePermission();
    }
}

package dev.serai.limit;

/**
 * How much callers can read at most: {@code serai.reads.*}. More is answered with 429.
 *
 * @param perSecond reads a second that go upstream because the cache cannot answer them
 * @param streams watches and passed-on answers at one time
 */
public record ReadLimitsConfiguration(int perSecond, int streams) {

    public ReadLimitsConfiguration {
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
    public ReadRateLimiter limiter() {
        return new ReadRateLimiter(perSecond);
    }
}

package dev.serai.leader;

import java.time.Duration;

/**
 * How long a lease lives.
 *
 * @param duration after this time without a renewal another replica takes the lease
 * @param renewDeadline after this time without a renewal the holder gives up by itself
 * @param retryPeriod how often it is renewed, and tried for
 */
public record LeaseTimes(Duration duration, Duration renewDeadline, Duration retryPeriod) {

    /** Those of Kubernetes' own controllers. */
    public static final LeaseTimes DEFAULT =
            new LeaseTimes(Duration.ofSeconds(15), Duration.ofSeconds(10), Duration.ofSeconds(2));

    public LeaseTimes {
        if (duration.compareTo(renewDeadline) <= 0 || renewDeadline.compareTo(retryPeriod) <= 0) {
            throw new IllegalArgumentException("a lease of %s, renewed within %s, tried every %s cannot be kept"
                    .formatted(duration, renewDeadline, retryPeriod));
        }
    }
}

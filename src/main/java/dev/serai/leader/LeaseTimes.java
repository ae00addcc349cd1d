package dev.serai.leader;

import java.time.Duration;

/**
 * The times of a lease.
 *
 * @param duration after this time without a renewal, another replica takes the lease
 * @param renewDeadline after this time without a renewal, the holder gives up
 * @param retryPeriod how often replicas renew the lease or try to take it
 */
public record LeaseTimes(Duration duration, Duration renewDeadline, Duration retryPeriod) {

    /** The values of Kubernetes' own controllers. */
    public static final LeaseTimes DEFAULT =
            new LeaseTimes(Duration.ofSeconds(15), Duration.ofSeconds(10), Duration.ofSeconds(2));

    public LeaseTimes {
        if (duration.compareTo(renewDeadline) <= 0 || renewDeadline.compareTo(retryPeriod) <= 0) {
            throw new IllegalArgumentException("a lease of %s, renewed within %s, tried every %s cannot be kept"
                    .formatted(duration, renewDeadline, retryPeriod));
        }
    }
}

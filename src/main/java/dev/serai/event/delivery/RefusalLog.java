package dev.serai.event.delivery;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs a subscription's refusals: the first one at once, then one a minute with the number of those before it, and that
 * events are taken again. In an outage, each waiting event is refused many times.
 */
final class RefusalLog {

    private static final Logger LOG = LoggerFactory.getLogger(RefusalLog.class);
    private static final Duration BETWEEN = Duration.ofMinutes(1);

    private final String subscription;
    private final Clock clock;
    private Instant next = Instant.MIN;
    private long untold;
    private volatile boolean told;

    RefusalLog(String subscription, Clock clock) {
        this.subscription = subscription;
        this.clock = clock;
    }

    /** An event was refused; {@code reason} holds no secret. */
    synchronized void refused(WatchEvent event, String reason) {
        Instant now = clock.instant();
        if (now.isBefore(next)) {
            untold++;
            return;
        }
        LOG.warn(
                "{} has not taken {} of {} ({}); it will be tried again{}",
                subscription,
                event.typeName(),
                event.path(),
                reason,
                untold == 0 ? "" : "; %d refusals since the last such line".formatted(untold));
        next = now.plus(BETWEEN);
        untold = 0;
        told = true;
    }

    /** An event was taken. */
    void taken() {
        if (told) {
            over();
        }
    }

    private synchronized void over() {
        if (told) {
            told = false;
            LOG.info("{} takes events again", subscription);
        }
    }
}

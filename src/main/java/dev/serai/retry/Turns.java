package dev.serai.retry;

import java.time.Duration;
import java.time.Instant;

/** Lets those that wait for the same thing come back one after the other, for any number of them. Not thread-safe. */
public final class Turns {

    private final Duration between;
    private Instant last = Instant.MIN;

    /** {@code between} is the time from one of them to the next. */
    public Turns(Duration between) {
        this.between = between;
    }

    /** How long the next one must wait, in milliseconds from {@code now}; not before {@code until}. */
    public long next(Instant until, Instant now) {
        Instant earliest = until.isAfter(last) ? until : last;
        last = earliest.plus(between);
        return Duration.between(now, last).toMillis();
    }

    /** Whether anyone was told to wait since {@link #clear}. */
    public boolean areTaken() {
        return last.isAfter(Instant.MIN);
    }

    /** The thing that they waited for is over. */
    public void clear() {
        last = Instant.MIN;
    }
}

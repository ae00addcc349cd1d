package dev.serai.rest.discovery;

import dev.serai.cluster.DefinitionListener;
import dev.serai.cluster.DefinitionWatch;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Whether a kept answer is still valid, and whether the API server can be asked. A kept answer is valid until a
 * definition changes; after that, for a while, none is. Any thread may use it.
 */
final class DiscoveryFreshness implements DefinitionListener {

    // Some things change without a definition: the API server's version, the resources of API servers behind it.
    private static final Duration FRESH = Duration.ofSeconds(10);
    // The API server may take this long to show a change. Its OpenAPI documents take longest.
    private static final Duration SETTLING = Duration.ofSeconds(10);
    // If Serai does not hear of changes.
    private static final Duration FRESH_UNHEARD = Duration.ofSeconds(1);
    // So that not every caller has to wait for the same timeout.
    private static final Duration SILENT = Duration.ofSeconds(30);

    private final DefinitionWatch definitions;
    private final Clock clock;
    private final AtomicLong changes = new AtomicLong();
    private volatile Instant changed = Instant.EPOCH;
    // When the API server last failed to answer. Null if it has answered since.
    private volatile @Nullable Instant silent;

    DiscoveryFreshness(DefinitionWatch definitions, Clock clock) {
        this.definitions = definitions;
        this.clock = clock;
    }

    @Override
    public void changed(DefinitionWatch.Kind kind, String name) {
        definitionsChanged();
    }

    @Override
    public void mayHaveChanged(DefinitionWatch.Kind kind) {
        silent = null;
        definitionsChanged();
    }

    /** Answers from before this call may be wrong. */
    void definitionsChanged() {
        changed = clock.instant();
        changes.incrementAndGet();
    }

    /** How many changes there were. */
    long changes() {
        return changes.get();
    }

    /** Whether an answer is still valid. */
    boolean holds(KeptAnswer known) {
        return !known.asked().isBefore(changed.plus(SETTLING))
                && (definitions.isConnected()
                        || known.asked().plus(FRESH_UNHEARD).isAfter(clock.instant()));
    }

    /** Whether a valid answer is old enough to be refreshed. */
    boolean isOld(KeptAnswer known) {
        return known.asked().plus(FRESH).isBefore(clock.instant());
    }

    /** Says whether the API server answered the last request. */
    void answered(boolean inTime) {
        silent = inTime ? null : clock.instant();
    }

    /** Whether the API server failed to answer a short time ago and has not answered since. */
    boolean isSilent() {
        Instant failed = silent;
        return failed != null && failed.plus(SILENT).isAfter(clock.instant());
    }
}

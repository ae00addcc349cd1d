package dev.serai.rest.discovery;

import dev.serai.cluster.DefinitionListener;
import dev.serai.cluster.DefinitionWatch;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Whether what was discovered still holds, and whether the API server can be asked. What is kept holds until a
 * definition changes; from then on, for a while, nothing does. For any thread.
 */
final class DiscoveryFreshness implements DefinitionListener {

    // Also what no definition tells of changes: the API server's version, resources of API servers behind it.
    private static final Duration FRESH = Duration.ofSeconds(10);
    // So long the API server may take to show a change; its OpenAPI documents take longest.
    private static final Duration SETTLING = Duration.ofSeconds(10);
    // Where changes are not heard of.
    private static final Duration FRESH_UNHEARD = Duration.ofSeconds(1);
    // Not each caller has to find out anew that there is no answer.
    private static final Duration SILENT = Duration.ofSeconds(30);

    private final DefinitionWatch definitions;
    private final Clock clock;
    private final AtomicLong changes = new AtomicLong();
    private volatile Instant changed = Instant.EPOCH;
    // When the API server last failed to answer; null once it has answered since.
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

    /** What was asked for until now may not hold any more. */
    void definitionsChanged() {
        changed = clock.instant();
        changes.incrementAndGet();
    }

    /** How often it was so. */
    long changes() {
        return changes.get();
    }

    /** Whether an answer may be given at once. */
    boolean holds(KeptAnswer known) {
        return !known.asked().isBefore(changed.plus(SETTLING))
                && (definitions.isConnected()
                        || known.asked().plus(FRESH_UNHEARD).isAfter(clock.instant()));
    }

    /** Whether an answer is to be asked for anew, although it may be given. */
    boolean isOld(KeptAnswer known) {
        return known.asked().plus(FRESH).isBefore(clock.instant());
    }

    /** Whether the API server answered, when it was asked last. */
    void answered(boolean inTime) {
        silent = inTime ? null : clock.instant();
    }

    /** Whether the API server failed to answer a short while ago, and has not answered since. */
    boolean isSilent() {
        Instant failed = silent;
        return failed != null && failed.plus(SILENT).isAfter(clock.instant());
    }
}

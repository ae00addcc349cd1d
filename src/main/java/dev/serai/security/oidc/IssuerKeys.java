package dev.serai.security.oidc;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jose4j.jwk.JsonWebKey;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The keys that the issuer has told. They stay known while it cannot be asked. */
final class IssuerKeys {

    /** The least time from the begin of one fetch to that of the next. */
    static final Duration BETWEEN_FETCHES = Duration.ofSeconds(5);

    /** How old they are when they are asked for again: a key that the issuer has withdrawn must not be taken for long. */
    static final Duration OLD = Duration.ofMinutes(10);

    private static final Logger LOG = LoggerFactory.getLogger(IssuerKeys.class);

    /** What is known, and since when; {@code at} is in the nanoseconds of the clock. */
    private record Told(List<JsonWebKey> keys, long at) {}

    private final IssuerClient issuer;
    private final Vertx vertx;
    private final Duration between;
    private final LongSupplier nanos;
    private volatile @Nullable Told told;
    private volatile String failure = "it has not answered yet";
    private volatile boolean closed;
    // The fetch that is under way, or else the last one: its outcome holds until another may begin.
    private @Nullable Future<List<JsonWebKey>> last;
    private long begun;

    /**
     * Knows none before the first fetch.
     *
     * @param between the least time from the begin of one fetch to that of the next
     * @param nanos a clock that never goes back, as {@link System#nanoTime}
     */
    IssuerKeys(IssuerClient issuer, Vertx vertx, Duration between, LongSupplier nanos) {
        this.issuer = issuer;
        this.vertx = vertx;
        this.between = between;
        this.nanos = nanos;
    }

    /** Fetches them, again and again until they are known once. */
    void start() {
        fetched().onFailure(down -> {
            if (!closed) {
                vertx.setTimer(between.toMillis(), again -> start());
            }
        });
    }

    /** The keys that are known at the moment; none before the first fetch has succeeded. */
    List<JsonWebKey> known() {
        Told now = told;
        if (now == null) {
            return List.of();
        }
        if (nanos.getAsLong() - now.at() > OLD.toNanos()) {
            fetched();
        }
        return now.keys();
    }

    /**
     * The keys as the issuer has them, or had them a moment ago: all who ask while a fetch is under way or new share
     * it, whether it succeeds or not. It fails with an {@link IssuerFailure}.
     */
    synchronized Future<List<JsonWebKey>> fetched() {
        Future<List<JsonWebKey>> fetch = last;
        long now = nanos.getAsLong();
        if (fetch == null || fetch.isComplete() && now - begun >= between.toNanos()) {
            begun = now;
            fetch = issuer.keys().map(this::keep).onFailure(this::tell);
            last = fetch;
        }
        return fetch;
    }

    /** Why there are none, for anyone to read; empty if there are. */
    Optional<String> missing() {
        return told == null ? Optional.of(failure) : Optional.empty();
    }

    void close() {
        closed = true;
        issuer.close();
    }

    private List<JsonWebKey> keep(List<JsonWebKey> keys) {
        told = new Told(keys, nanos.getAsLong());
        if (!failure.isEmpty()) {
            failure = "";
            LOG.info("The issuer of serai.auth.oidc.issuer has told its keys");
        }
        return keys;
    }

    // Once for each reason: the issuer may be away for long.
    private void tell(Throwable down) {
        String reason = IssuerFailure.reason(down);
        if (!reason.equals(failure) && !closed) {
            failure = reason;
            LOG.warn("The issuer of serai.auth.oidc.issuer does not tell its keys: {}", reason);
        }
    }
}

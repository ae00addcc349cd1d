package dev.serai.sink;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is known of one receiver, shared by all routes that post to it: whether it has asked to be left alone for a
 * while or for good, how fast it may be asked, and whether it answers at all. What it is not to be sent now it is not
 * asked, so that the lanes of all routes together do not hammer it.
 */
final class WebhookEndpoint {

    private static final Logger LOG = LoggerFactory.getLogger(WebhookEndpoint.class);
    private static final int FAILURES_TO_OPEN = 5;
    private static final long FIRST_OPEN_MILLIS = 5_000;
    private static final int MOST_DOUBLINGS = 20;
    // For an event that waits for another one's attempt, and for how soon it is seen that it was enabled again.
    private static final Duration MOMENT = Duration.ofSeconds(1);
    private static final Duration LOOK_AGAIN = Duration.ofMinutes(1);

    private final String name;
    private final Map<String, String> disabled;
    private final Clock clock;
    private final Jitter jitter;
    private final CircuitBreaker breaker;
    private Instant pausedUntil = Instant.MIN;
    private Instant nextAtRate = Instant.MIN;
    private Duration pace = Duration.ZERO;
    private volatile Instant openUntil = Instant.MIN;

    /** {@code disabled} is where endpoints that answered 410 are remembered, with the time, over restarts. */
    WebhookEndpoint(String name, Map<String, String> disabled, Duration longestWait, Clock clock, Jitter jitter) {
        this.name = name;
        this.disabled = disabled;
        this.clock = clock;
        this.jitter = jitter;
        this.breaker = CircuitBreaker.of(
                name,
                CircuitBreakerConfig.custom()
                        .slidingWindow(
                                FAILURES_TO_OPEN,
                                FAILURES_TO_OPEN,
                                CircuitBreakerConfig.SlidingWindowType.COUNT_BASED,
                                CircuitBreakerConfig.SlidingWindowSynchronizationStrategy.LOCK_FREE)
                        .failureRateThreshold(100)
                        .permittedNumberOfCallsInHalfOpenState(1)
                        .waitIntervalFunctionInOpenState(tries -> open(tries, longestWait))
                        .clock(clock)
                        .build());
        breaker.getEventPublisher()
                .onStateTransition(event -> tell(event.getStateTransition().getToState()));
    }

    private void tell(CircuitBreaker.State state) {
        switch (state) {
            case OPEN -> LOG.warn("webhook {} does not answer; it is left alone until {}", name, openUntil);
            case CLOSED -> LOG.info("webhook {} answers again", name);
            default -> LOG.debug("webhook {} is tried again", name);
        }
    }

    /**
     * The name of the endpoint behind a URL: its host and a digest of the rest, which may be secret. It stays the same
     * over restarts, and another URL is another endpoint.
     */
    static String name(String host, String url) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(url.getBytes(StandardCharsets.UTF_8));
            return host + "-" + HexFormat.of().formatHex(Arrays.copyOf(digest, 4));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    String name() {
        return name;
    }

    /**
     * Asks for leave to make one request. Each leave is followed by {@link #succeeded}, {@link #unavailable} or
     * {@link #refused}.
     *
     * @throws WebhookRefusal if none is to be made now
     */
    synchronized void enter() throws WebhookRefusal {
        Instant now = clock.instant();
        if (disabled.containsKey(name)) {
            throw new WebhookRefusal("webhook %s is disabled".formatted(name), jitter.within(LOOK_AGAIN));
        }
        waitUntil(pausedUntil, now, "has asked for a pause");
        waitUntil(nextAtRate, now, "is at the rate it allows");
        if (!breaker.tryAcquirePermission()) {
            waitUntil(openUntil, now, "does not answer");
            throw new WebhookRefusal("webhook %s is being tried".formatted(name), jitter.within(MOMENT));
        }
        nextAtRate = now.plus(pace);
    }

    private void waitUntil(Instant until, Instant now, String why) throws WebhookRefusal {
        if (until.isAfter(now)) {
            throw new WebhookRefusal("webhook %s %s".formatted(name, why), jitter.beyond(Duration.between(now, until)));
        }
    }

    /** It took what it was sent. */
    void succeeded() {
        breaker.onSuccess(0, TimeUnit.MILLISECONDS);
    }

    /** It answered that it does not take this event; others it may take. */
    void refused() {
        breaker.onSuccess(0, TimeUnit.MILLISECONDS);
    }

    /** It did not answer, or answered that it is not well. */
    void unavailable(Throwable failure) {
        breaker.onError(0, TimeUnit.MILLISECONDS, failure);
    }

    /** It asked to be left alone for a while. */
    synchronized void pause(Duration wait) {
        breaker.releasePermission();
        pausedUntil = clock.instant().plus(wait);
    }

    /** It asked to be left alone for good: it answered 410. */
    void disable() {
        breaker.releasePermission();
        if (disabled.putIfAbsent(name, clock.instant().toString()) == null) {
            LOG.warn(
                    "webhook {} answered 410 Gone and is disabled: nothing is sent to it until it is enabled again by"
                            + " POST /observe/webhooks/{}/enable on the management port",
                    name,
                    name);
        }
    }

    /** Takes back {@link #disable}; false if it was not disabled. */
    synchronized boolean enable() {
        pausedUntil = Instant.MIN;
        boolean was = disabled.remove(name) != null;
        if (was) {
            LOG.info("webhook {} is enabled again", name);
        }
        return was;
    }

    /** Since when it is disabled; empty if it is not. */
    Optional<String> disabledSince() {
        return Optional.ofNullable(disabled.get(name));
    }

    /** How many requests a minute it allows. */
    synchronized void allow(int requestsPerMinute) {
        pace = Duration.ofMinutes(1).dividedBy(requestsPerMinute);
    }

    /** In a word, for people: ok, disabled, paused, or not answering. */
    synchronized String state() {
        if (disabledSince().isPresent()) {
            return "disabled";
        }
        if (breaker.getState() != CircuitBreaker.State.CLOSED) {
            return "not answering";
        }
        return pausedUntil.isAfter(clock.instant()) ? "paused" : "ok";
    }

    private long open(int tries, Duration longestWait) {
        long whole = Math.min(longestWait.toMillis(), FIRST_OPEN_MILLIS << Math.min(tries - 1, MOST_DOUBLINGS));
        long millis = jitter.within(Duration.ofMillis(whole));
        openUntil = clock.instant().plusMillis(millis);
        return millis;
    }
}

package dev.serai.page;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How Serai was at one moment: what {@code GET /observe/status} answers as JSON, and what the page shows.
 *
 * @param time when
 * @param problems what health checks that are down say
 * @param resources what is cached
 * @param watchers the watches, and answers that are being passed on
 * @param writes the limits of writes, and what came of them
 * @param subscriptions the consumers of {@code kube-watch:}
 * @param deadLetters what was given up
 * @param routes the routes with their counts
 * @param podChanges the last changes of pods that the cache remembers, newest last; null where pods are not
 *     cached, and in what a page is told
 */
public record ObserveReport(
        Instant time,
        List<Problem> problems,
        List<CachedResources.Line> resources,
        Watchers watchers,
        WriteThrottle.Line writes,
        Listed<SubscriptionLag.Line> subscriptions,
        GivenUp.Letters deadLetters,
        Listed<RouteCounts.Line> routes,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable List<PodChangeLine> podChanges) {

    /**
     * A health check that is down.
     *
     * @param check its id
     * @param message why; empty if it does not say
     */
    public record Problem(String check, String message) {}

    /**
     * Streams to callers of the API port.
     *
     * @param open how many there are
     * @param most how many there may be
     */
    public record Watchers(long open, long most) {}
}

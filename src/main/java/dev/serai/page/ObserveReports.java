package dev.serai.page;

import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Puts reports together. It is not for the event loop. */
final class ObserveReports implements Supplier<ObserveReport> {

    private static final int MOST_SUBSCRIPTIONS = 200;
    private static final int MOST_ROUTES = 200;
    private static final int MOST_PROBLEMS = 50;
    private static final int MOST_POD_CHANGES = 20;

    private final CachedResources resources;
    private final Supplier<ObserveReport.Watchers> watchers;
    private final WriteThrottle writes;
    private final SubscriptionLag subscriptions;
    private final GivenUp givenUp;
    private final RouteCounts routes;
    private final Optional<PodHistory> pods;
    private final Clock clock;

    ObserveReports(
            CachedResources resources,
            Supplier<ObserveReport.Watchers> watchers,
            WriteThrottle writes,
            SubscriptionLag subscriptions,
            GivenUp givenUp,
            RouteCounts routes,
            Optional<PodHistory> pods,
            Clock clock) {
        this.resources = resources;
        this.watchers = watchers;
        this.writes = writes;
        this.subscriptions = subscriptions;
        this.givenUp = givenUp;
        this.routes = routes;
        this.pods = pods;
        this.clock = clock;
    }

    /** How Serai is, for a page that is told the changes of pods besides. Dead letters may be those of a moment ago. */
    @Override
    public ObserveReport get() {
        return of(givenUp.soon(), null);
    }

    /** How Serai is, with the last changes of pods. It waits until the dead letters are read. */
    ObserveReport whole() {
        return of(givenUp.now(), pods.map(known -> known.last(MOST_POD_CHANGES)).orElse(null));
    }

    private ObserveReport of(GivenUp.Letters letters, @Nullable List<PodChangeLine> podChanges) {
        SubscriptionLag.Health health = subscriptions.now();
        return new ObserveReport(
                clock.instant(),
                Listed.first(MOST_PROBLEMS, health.problems()).items(),
                resources.now(),
                watchers.get(),
                writes.now(),
                Listed.first(MOST_SUBSCRIPTIONS, health.subscriptions()),
                letters,
                Listed.first(MOST_ROUTES, routes.now()),
                podChanges);
    }
}

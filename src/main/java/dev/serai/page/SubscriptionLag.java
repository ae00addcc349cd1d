package dev.serai.page;

import dev.serai.page.ObserveReport.Problem;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.health.HealthCheck;
import org.apache.camel.health.HealthCheckRegistry;

/** What health checks and metrics say of the subscriptions: how far behind each sink is, and why. */
final class SubscriptionLag {

    /**
     * One subscription.
     *
     * @param name its name
     * @param up whether events reach the sink, or none waits
     * @param waiting how many events the sink has not taken yet
     * @param lagSeconds how long ago the oldest of them was seen
     * @param delivered how many the sink has taken since the start
     * @param refused how many attempts failed since the start
     * @param problem what is wrong; empty if nothing is
     */
    record Line(
            String name, boolean up, long waiting, double lagSeconds, long delivered, long refused, String problem) {}

    /** All that one look at the health checks tells. */
    record Health(List<Line> subscriptions, List<Problem> problems) {}

    private static final String CHECK = "kube-watch:";
    private static final String TAG = "subscription";
    private static final double TENTHS = 10;

    private final CamelContext context;
    private final Counts counts;

    SubscriptionLag(CamelContext context, Counts counts) {
        this.context = context;
        this.counts = counts;
    }

    Health now() {
        var subscriptions = new ArrayList<Line>();
        var problems = new ArrayList<Problem>();
        HealthCheckRegistry registry = HealthCheckRegistry.get(context);
        if (registry == null) {
            return new Health(subscriptions, problems);
        }
        Map<String, Double> lags = counts.by(TAG, "serai.events.lag");
        Map<String, Double> delivered = counts.by(TAG, "serai.events.delivered");
        Map<String, Double> refused = counts.by(TAG, "serai.events.refused");
        registry.stream().sorted(Comparator.comparing(HealthCheck::getId)).forEach(check -> {
            HealthCheck.Result result = check.call();
            boolean isUp = result.getState() != HealthCheck.State.DOWN;
            String message = PageText.of(result.getMessage().orElse(""));
            if (!isUp) {
                problems.add(new Problem(check.getId(), message));
            }
            if (check.getId().startsWith(CHECK)) {
                String name = check.getId().substring(CHECK.length());
                Object sink = result.getDetails().get("sink");
                subscriptions.add(new Line(
                        name,
                        isUp,
                        result.getDetails().get("waiting") instanceof Number waiting ? waiting.longValue() : 0,
                        Math.round(lags.getOrDefault(name, 0.0) * TENTHS) / TENTHS,
                        Math.round(delivered.getOrDefault(name, 0.0)),
                        Math.round(refused.getOrDefault(name, 0.0)),
                        isUp && sink != null ? PageText.of(sink.toString()) : message));
            }
        });
        return new Health(subscriptions, problems);
    }
}

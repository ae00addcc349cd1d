package dev.serai.page;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.Route;
import org.apache.camel.ServiceStatus;

/** The routes, and how many exchanges each has had. */
final class RouteCounts {

    /**
     * One route.
     *
     * @param id its id
     * @param state started, stopped, suspended
     * @param exchanges how many exchanges it has had; of a path of the REST DSL they count at the route that answers
     * @param failed how many of them failed
     */
    record Line(String id, String state, long exchanges, long failed) {}

    private static final String TAG = "routeId";

    private final CamelContext context;
    private final Counts counts;

    RouteCounts(CamelContext context, Counts counts) {
        this.context = context;
        this.counts = counts;
    }

    List<Line> now() {
        Map<String, Double> total = counts.by(TAG, "camel.exchanges.total");
        Map<String, Double> failed = counts.by(TAG, "camel.exchanges.failed");
        var lines = new ArrayList<Line>();
        for (Route route : context.getRoutes()) {
            // The steps of a kamelet are no route of their own.
            if (!route.isCreatedByKamelet()) {
                ServiceStatus status = context.getRouteController().getRouteStatus(route.getId());
                lines.add(new Line(
                        route.getId(),
                        status == null ? "" : status.name().toLowerCase(Locale.ROOT),
                        Math.round(total.getOrDefault(route.getId(), 0.0)),
                        Math.round(failed.getOrDefault(route.getId(), 0.0))));
            }
        }
        // The busiest are the last to be left out.
        lines.sort(Comparator.comparingLong(Line::exchanges).reversed().thenComparing(Line::id));
        return lines;
    }
}

package dev.serai.http;

import java.util.ListIterator;
import org.apache.camel.CamelContext;
import org.apache.camel.NamedNode;
import org.apache.camel.component.micrometer.eventnotifier.MicrometerRouteEventNotifier;
import org.apache.camel.component.micrometer.routepolicy.MicrometerRoutePolicyFactory;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.spi.RoutePolicy;
import org.apache.camel.spi.RoutePolicyFactory;
import org.apache.camel.support.LifecycleStrategySupport;
import org.jspecify.annotations.Nullable;

/**
 * Makes Camel's meters count each read once: in the route that answers it, and not also in the route of its path. Each
 * count costs some percent of a read. They are kept by {@link RouteMeters}, which costs less than Camel's policy.
 */
public final class ReadMetrics extends LifecycleStrategySupport {

    /** Before any route is made. */
    @Override
    public void onContextInitializing(CamelContext context) {
        ListIterator<RoutePolicyFactory> factories =
                context.getRoutePolicyFactories().listIterator();
        while (factories.hasNext()) {
            if (factories.next() instanceof MicrometerRoutePolicyFactory meters
                    && meters.getPolicyConfiguration().isRouteEnabled()
                    && !meters.getPolicyConfiguration().isContextEnabled()) {
                factories.set((route, id, definition) -> policy(meters, definition));
            }
        }
        // It counts routes, and would hear of each exchange.
        context.getManagementStrategy().getEventNotifiers().stream()
                .filter(MicrometerRouteEventNotifier.class::isInstance)
                .map(MicrometerRouteEventNotifier.class::cast)
                .forEach(notifier -> notifier.setIgnoreExchangeEvents(true));
    }

    private static @Nullable RoutePolicy policy(MicrometerRoutePolicyFactory meters, NamedNode definition) {
        return definition instanceof RouteDefinition route && EventLoopRoutes.isPath(route)
                ? null
                : new RouteMeters(meters.getMeterRegistry(), meters.getNamingStrategy());
    }
}

package dev.serai.http;

import java.util.Set;
import org.apache.camel.CamelContext;
import org.apache.camel.component.micrometer.eventnotifier.MicrometerRouteEventNotifier;
import org.apache.camel.component.micrometer.routepolicy.MicrometerRoutePolicyFactory;
import org.apache.camel.support.LifecycleStrategySupport;

/**
 * Makes Camel's meters count each read once: in the route that answers it, and not also in the route of its path. Each
 * count costs some percent of a read. The routes of paths are those in {@code routes/reads.camel.yaml}.
 */
public final class ReadMetrics extends LifecycleStrategySupport {

    /** The ids of the routes that only lead to the one that answers. */
    static final Set<String> OF_PATHS = Set.of(
            "read-core", "read", "read-openapi", "read-version", "head-core", "head", "head-openapi", "head-version");

    /** Before any route starts. */
    @Override
    public void onContextStarting(CamelContext context) {
        context.getRoutePolicyFactories().stream()
                .filter(MicrometerRoutePolicyFactory.class::isInstance)
                .map(MicrometerRoutePolicyFactory.class::cast)
                .forEach(meters -> meters.getPolicyConfiguration().setExcludePattern(String.join(",", OF_PATHS)));
        // It counts routes, and would hear of each exchange.
        context.getManagementStrategy().getEventNotifiers().stream()
                .filter(MicrometerRouteEventNotifier.class::isInstance)
                .map(MicrometerRouteEventNotifier.class::cast)
                .forEach(notifier -> notifier.setIgnoreExchangeEvents(true));
    }
}

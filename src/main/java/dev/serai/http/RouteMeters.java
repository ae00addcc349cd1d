package dev.serai.http;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.concurrent.TimeUnit;
import org.apache.camel.Exchange;
import org.apache.camel.Route;
import org.apache.camel.component.micrometer.routepolicy.MicrometerRoutePolicyNamingStrategy;
import org.apache.camel.support.ExchangeHelper;
import org.apache.camel.support.RoutePolicySupport;
import org.jspecify.annotations.Nullable;

/**
 * The meters of one route, with the names and tags of Camel's own {@code MicrometerRoutePolicy}. Camel's policy formats
 * the name of a property three times for each exchange, which is five percent of what a read costs.
 */
final class RouteMeters extends RoutePolicySupport {

    private final MeterRegistry registry;
    private final MicrometerRoutePolicyNamingStrategy names;
    private volatile @Nullable Meters meters;

    private record Meters(
            String begun,
            Timer timer,
            Counter total,
            Counter succeeded,
            Counter failed,
            Counter handled,
            Counter redelivered) {}

    RouteMeters(MeterRegistry registry, MicrometerRoutePolicyNamingStrategy names) {
        this.registry = registry;
        this.names = names;
    }

    @Override
    public void onStart(Route route) {
        // As Camel's policy: the steps of a kamelet are no route of their own.
        if (meters == null && !route.isCreatedByKamelet()) {
            meters = metersOf(route);
        }
    }

    @Override
    public void onRemove(Route route) {
        Meters gone = meters;
        meters = null;
        if (gone != null) {
            registry.remove(gone.timer);
            registry.remove(gone.total);
            registry.remove(gone.succeeded);
            registry.remove(gone.failed);
            registry.remove(gone.handled);
            registry.remove(gone.redelivered);
        }
    }

    @Override
    public void onExchangeBegin(Route route, Exchange exchange) {
        Meters of = meters;
        if (of != null) {
            exchange.setProperty(of.begun, System.nanoTime());
        }
    }

    @Override
    public void onExchangeDone(Route route, Exchange exchange) {
        Meters of = meters;
        if (of == null) {
            return;
        }
        if (exchange.removeProperty(of.begun) instanceof Long begun) {
            of.timer.record(System.nanoTime() - begun, TimeUnit.NANOSECONDS);
        }
        of.total.increment();
        if (exchange.isFailed()) {
            of.failed.increment();
            return;
        }
        of.succeeded.increment();
        if (ExchangeHelper.isFailureHandled(exchange)) {
            of.handled.increment();
        }
        if (exchange.isExternalRedelivered()) {
            of.redelivered.increment();
        }
    }

    private Meters metersOf(Route route) {
        return new Meters(
                "SeraiRouteBegun-" + route.getId(),
                Timer.builder(names.getName(route))
                        .tags(names.getTags(route))
                        .description("Route performance metrics")
                        .register(registry),
                counter(route, names.getExchangesTotalName(route), "Total number of processed exchanges"),
                counter(route, names.getExchangesSucceededName(route), "Number of successfully completed exchanges"),
                counter(route, names.getExchangesFailedName(route), "Number of failed exchanges"),
                counter(route, names.getFailuresHandledName(route), "Number of failures handled"),
                counter(
                        route,
                        names.getExternalRedeliveriesName(route),
                        "Number of external initiated redeliveries (such as from JMS broker)"));
    }

    private Counter counter(Route route, String name, String description) {
        return Counter.builder(name)
                .tags(names.getExchangeStatusTags(route))
                .description(description)
                .register(registry);
    }
}

package dev.serai.http;

import dev.serai.rest.exchange.RequestCounters;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.concurrent.TimeUnit;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
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

    // As Camel's HTTP server answers what says no code.
    private static final int OK = 200;
    private static final int NO_CONTENT = 204;
    private static final int FAILED = 500;

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
            Counter redelivered,
            @Nullable RequestCounters answers) {}

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
        if (of.answers != null) {
            of.answers.count(code(exchange));
        }
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
                        "Number of external initiated redeliveries (such as from JMS broker)"),
                answers(route));
    }

    // What the event loop answers is counted where it is sent.
    private @Nullable RequestCounters answers(Route route) {
        String from = route.getEndpoint().getEndpointUri();
        boolean isHttp = from.startsWith("rest:") || from.startsWith("rest://") || from.startsWith("platform-http:");
        return isHttp && !EventLoopRoutes.isOnEventLoop(from)
                ? new RequestCounters(() -> registry, route.getId())
                : null;
    }

    private static int code(Exchange exchange) {
        if (exchange.isFailed()) {
            return FAILED;
        }
        Message answer = exchange.getMessage();
        return answer.getHeader(Exchange.HTTP_RESPONSE_CODE, answer.getBody() == null ? NO_CONTENT : OK, Integer.class);
    }

    private Counter counter(Route route, String name, String description) {
        return Counter.builder(name)
                .tags(names.getExchangeStatusTags(route))
                .description(description)
                .register(registry);
    }
}

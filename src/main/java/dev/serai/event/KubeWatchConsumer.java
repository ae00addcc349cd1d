package dev.serai.event;

import dev.serai.cloudevent.EventHeaders;
import dev.serai.event.delivery.EventDelivery;
import dev.serai.leader.LeaseService;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.apache.camel.DelegateEndpoint;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.Route;
import org.apache.camel.component.master.MasterEndpoint;
import org.apache.camel.support.DefaultConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends the events of one subscription to a route, each until the route has taken it. */
// Camel calls doStart before anything else; a link sends nothing before its subscription has started.
@SuppressWarnings("NullAway.Init")
final class KubeWatchConsumer extends DefaultConsumer {

    private static final Logger LOG = LoggerFactory.getLogger(KubeWatchConsumer.class);

    private final KubeWatchEndpoint endpoint;
    private String name;
    private BooleanSupplier leads;
    private @Nullable Subscription subscription;

    KubeWatchConsumer(KubeWatchEndpoint endpoint, Processor processor) {
        super(endpoint, processor);
        this.endpoint = endpoint;
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        Route delegating = getRouteId() == null ? delegatingRoute() : null;
        name = endpoint.getSubscription() != null
                ? endpoint.getSubscription()
                : delegating == null ? getRouteId() : delegating.getRouteId();
        leads = leads(delegating);
        begin();
    }

    @Override
    protected synchronized void doStop() throws Exception {
        if (subscription != null) {
            subscription.close();
            subscription = null;
        }
        super.doStop();
    }

    private synchronized void begin() {
        var link = new Link();
        subscription = new Subscription(name, endpoint, link);
        link.of = subscription;
        subscription.start(endpoint.component().succeed(name + " " + endpoint.getResources(), subscription));
    }

    // A new comparison with the ledger finds again what waits.
    private synchronized void beginAgain(Subscription lost) {
        if (subscription != lost || !isRunAllowed()) {
            return;
        }
        subscription.close();
        begin();
    }

    // Camel does not tell a consumer behind master which route it belongs to.
    private Route delegatingRoute() {
        List<Route> routes = endpoint.getCamelContext().getRoutes().stream()
                .filter(route ->
                        route.getEndpoint() instanceof DelegateEndpoint delegate && delegate.getEndpoint() == endpoint)
                .toList();
        if (routes.isEmpty() || routes.size() > 1 && endpoint.getSubscription() == null) {
            throw new IllegalStateException(
                    "kube-watch: it cannot be told which route this is, to name the subscription after; set subscription=");
        }
        return routes.get(0);
    }

    private BooleanSupplier leads(@Nullable Route delegating) {
        LeaseService leases = endpoint.getCamelContext().hasService(LeaseService.class);
        return leases != null && delegating != null && delegating.getEndpoint() instanceof MasterEndpoint master
                ? () -> leases.holds(master.getNamespace())
                : () -> true;
    }

    /** How the delivery of one subscription uses this consumer. */
    private final class Link implements EventDelivery.Route {
        private volatile Subscription of;
        private volatile boolean lost;

        @Override
        public Exchange create() {
            Exchange exchange = createExchange(false);
            exchange.setProperty(EventHeaders.LANES, endpoint.getLanes());
            return exchange;
        }

        @Override
        public void send(Exchange exchange) throws Exception {
            getProcessor().process(exchange);
        }

        @Override
        public void release(Exchange exchange) {
            releaseExchange(exchange, false);
        }

        @Override
        public boolean mayGoOn() {
            return !lost && leads.getAsBoolean();
        }

        @Override
        public synchronized void beginAgain(@Nullable String reason) {
            if (!lost) {
                lost = true;
                endpoint.component().later(() -> {
                    LOG.warn("{} begins again: {}", name, reason);
                    KubeWatchConsumer.this.beginAgain(of);
                });
            }
        }
    }
}

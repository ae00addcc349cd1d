package dev.serai.event.delivery;

import dev.serai.cloudevent.EventHeaders;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.support.DefaultExchange;

/** A route that begins with an endpoint of a test's own, which events are sent to as {@code kube-watch:} does. */
final class DirectRoute implements EventDelivery.Route {

    private final CamelContext context;
    private final ProducerTemplate producer;
    private final String uri;
    private final int lanes;

    /** {@code context} has started; {@code lanes} is how many events it is given at a time. */
    DirectRoute(CamelContext context, String uri, int lanes) {
        this.context = context;
        this.producer = context.createProducerTemplate();
        this.uri = uri;
        this.lanes = lanes;
    }

    @Override
    public Exchange create() {
        var exchange = new DefaultExchange(context);
        exchange.setProperty(EventHeaders.LANES, lanes);
        return exchange;
    }

    @Override
    public void send(Exchange exchange) {
        producer.send(uri, exchange);
    }

    @Override
    public void release(Exchange exchange) {}

    @Override
    public boolean mayGoOn() {
        return true;
    }

    @Override
    public void beginAgain(String reason) {
        throw new IllegalStateException(reason);
    }
}

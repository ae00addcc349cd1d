package dev.serai.scenario;

import org.apache.camel.Consumer;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.PollingConsumer;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.support.DefaultEndpoint;
import org.apache.camel.support.DefaultProducer;

/** Stands before an endpoint of the outside: what is sent to it is caught, what comes from it comes. */
final class CaughtEndpoint extends DefaultEndpoint {

    private final Endpoint endpoint;
    private final CaughtMessages messages;

    CaughtEndpoint(Endpoint endpoint, CaughtMessages messages) {
        super(endpoint.getEndpointUri(), null);
        this.endpoint = endpoint;
        this.messages = messages;
        setCamelContext(endpoint.getCamelContext());
    }

    @Override
    public Producer createProducer() {
        return new DefaultProducer(this) {
            @Override
            public void process(Exchange exchange) {
                messages.take(endpoint, exchange);
            }
        };
    }

    @Override
    public Consumer createConsumer(Processor processor) throws Exception {
        return endpoint.createConsumer(processor);
    }

    @Override
    public PollingConsumer createPollingConsumer() throws Exception {
        return endpoint.createPollingConsumer();
    }

    @Override
    public String getEndpointUri() {
        return endpoint.getEndpointUri();
    }
}

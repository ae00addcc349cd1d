package dev.serai.rest.wire;

import org.apache.camel.Exchange;
import org.apache.camel.http.base.HttpHeaderFilterStrategy;

/**
 * Camel's own strategy, with two changes. {@code Warning} goes out, because kubectl shows it to its user. Of a request,
 * no header comes in that means something to browsers in an answer: Camel takes a link's query for headers too, and
 * sends back what a route leaves on the message.
 */
public final class WarningHeaderFilterStrategy extends HttpHeaderFilterStrategy {

    private static final String CORS = "Access-Control-";

    public WarningHeaderFilterStrategy() {
        getOutFilter().remove("warning");
    }

    @Override
    public boolean applyFilterToExternalHeaders(String name, Object value, Exchange exchange) {
        return name.regionMatches(true, 0, CORS, 0, CORS.length())
                || name.equalsIgnoreCase("Set-Cookie")
                || super.applyFilterToExternalHeaders(name, value, exchange);
    }
}

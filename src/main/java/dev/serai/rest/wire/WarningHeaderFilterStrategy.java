package dev.serai.rest.wire;

import org.apache.camel.Exchange;
import org.apache.camel.http.base.HttpHeaderFilterStrategy;

/**
 * Lets through what Camel's own strategy does, and {@code Warning}, which kubectl shows to its user. Of a request it lets
 * nothing through that means something in an answer to browsers: what a route leaves on the message goes back, and a
 * link's query is taken for headers too.
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

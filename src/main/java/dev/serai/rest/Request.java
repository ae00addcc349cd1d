package dev.serai.rest;

import io.netty.handler.codec.http.QueryStringDecoder;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.component.platform.http.vertx.HttpMessage;

/**
 * The HTTP request of an exchange, as it came over the wire. Camel puts headers, query and path parameters into one
 * map, where one can pass for another; here each is asked for where it stands.
 */
final class Request {

    private final HttpServerRequest http;
    private final QueryStringDecoder uri;

    private Request(HttpServerRequest http) {
        this.http = http;
        this.uri = new QueryStringDecoder(http.uri());
    }

    static Request of(Exchange exchange) {
        return new Request(exchange.getMessage(HttpMessage.class).getRequest());
    }

    /**
     * What the path names.
     *
     * @throws dev.serai.cluster.StatusException 404 if it leads to no resource
     */
    RequestPath path() {
        return RequestPath.parse(uri.rawPath());
    }

    /** The first value of a query parameter; null when it is absent. */
    String parameter(String name) {
        Map<String, List<String>> parameters = uri.parameters();
        return parameters.containsKey(name) ? parameters.get(name).get(0) : null;
    }

    /** The query as it came, percent-encoded; empty when there is none. */
    String rawQuery() {
        return uri.rawQuery();
    }

    /** A request header; null when it is absent. */
    String header(String name) {
        return http.getHeader(name);
    }
}

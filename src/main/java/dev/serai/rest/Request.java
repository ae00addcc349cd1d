package dev.serai.rest;

import io.netty.handler.codec.http.QueryStringDecoder;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import org.apache.camel.Exchange;
import org.apache.camel.component.platform.http.vertx.HttpMessage;

/**
 * An HTTP request as it came over the wire. Camel puts headers, query and path parameters into one map, where one can
 * pass for another; here each is asked for where it stands.
 */
final class Request {

    private final HttpServerRequest http;
    private final QueryStringDecoder uri;

    Request(HttpServerRequest http) {
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

    /** The path as it came, percent-encoded. */
    String rawPath() {
        return uri.rawPath();
    }

    /** Whether the query can be read; the API server leaves out the pairs that cannot. */
    boolean isReadable() {
        try {
            return uri.parameters() != null && uri.rawQuery().indexOf(';') < 0;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /** The first value of a query parameter; null when it is absent. */
    String parameter(String name) {
        List<String> values = uri.parameters().get(name);
        return values == null ? null : values.get(0);
    }

    /** The query as it came, percent-encoded; empty when there is none. */
    String rawQuery() {
        return uri.rawQuery();
    }

    /** A request header; null when it is absent. */
    String header(String name) {
        return http.getHeader(name);
    }

    HttpServerRequest http() {
        return http;
    }
}

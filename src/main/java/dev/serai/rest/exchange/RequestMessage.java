package dev.serai.rest.exchange;

import dev.serai.kube.Caller;
import dev.serai.rest.wire.Request;
import dev.serai.security.CallerAccess;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.vertx.core.http.HttpServerRequest;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.component.platform.http.vertx.HttpMessage;
import org.apache.camel.spi.HeaderFilterStrategy;
import org.apache.camel.util.CollectionHelper;

/**
 * A request as a Camel message. It has the headers that {@code platform-http:} gives: the request's own, its query and
 * path parameters, and {@code CamelHttp*}. They become a map only when a step of the route asks for them.
 */
public final class RequestMessage extends HttpMessage {

    private final Request request;
    private final Map<String, String> pathParameters;
    private final HeaderFilterStrategy filter;

    /** {@code filter} says which names no caller may set. */
    public RequestMessage(
            Exchange exchange, Request request, Map<String, String> pathParameters, HeaderFilterStrategy filter) {
        super(exchange, request.http(), request.http().response());
        this.request = request;
        this.pathParameters = pathParameters;
        this.filter = filter;
    }

    /**
     * What is asked for. A step that sets {@code CamelHttpPath} or {@code CamelHttpQuery} makes another request of it.
     */
    Request request() {
        if (!hasPopulatedHeaders()) {
            return request;
        }
        String path = getHeader(Exchange.HTTP_PATH, request.rawPath(), String.class);
        String query = getHeader(Exchange.HTTP_QUERY, "", String.class);
        return path.equals(request.rawPath()) && query.equals(request.rawQuery())
                ? request
                : new Request(request.http(), query.isEmpty() ? path : path + "?" + query);
    }

    @Override
    public RequestMessage newInstance() {
        return new RequestMessage(getExchange(), request, pathParameters, filter);
    }

    /** Camel copies the message at the end of each pipeline. Headers that no step has asked for are not copied. */
    @Override
    public void copyFrom(Message that) {
        if (that instanceof RequestMessage other && other.request == request && !other.hasPopulatedHeaders()) {
            setBody(that.getBody());
        } else {
            super.copyFrom(that);
        }
    }

    @Override
    protected void populateInitialHeaders(Map<String, Object> map) {
        HttpServerRequest http = request.http();
        http.headers().forEach((name, value) -> add(map, name, value));
        new QueryStringDecoder(request.readableQuery(), StandardCharsets.UTF_8, false)
                .parameters()
                .forEach((name, values) -> values.forEach(value -> add(map, name, value)));
        pathParameters.forEach((name, value) -> CollectionHelper.appendEntry(map, name, value));
        CallerAccess access = CallerAccess.carriedBy(getExchange());
        if (access != null) {
            map.put(Caller.USER, access.caller().name());
            map.put(Caller.GROUPS, access.caller().groups());
        }
        map.put(Exchange.HTTP_METHOD, http.method().name());
        map.put(Exchange.HTTP_PATH, request.rawPath());
        map.put(Exchange.HTTP_URI, http.uri());
        map.put(Exchange.HTTP_URL, http.absoluteURI());
        map.put(Exchange.HTTP_QUERY, request.rawQuery());
        map.put(Exchange.HTTP_RAW_QUERY, request.rawQuery());
    }

    private void add(Map<String, Object> map, String name, String value) {
        if (!filter.applyFilterToExternalHeaders(name, value, getExchange())) {
            CollectionHelper.appendEntry(map, name, value);
        }
    }

    @Override
    protected boolean isPopulateHeadersSupported() {
        return true;
    }
}

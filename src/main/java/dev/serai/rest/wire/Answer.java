package dev.serai.rest.wire;

import dev.serai.cluster.ApiAnswer;
import dev.serai.kube.StatusException;
import io.fabric8.kubernetes.api.model.Status;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.Message;

/**
 * What the caller gets, and nothing else. Camel would send the caller's own headers back.
 *
 * @param code the HTTP code
 * @param headers the headers to send
 * @param body the bytes
 */
public record Answer(int code, Map<String, Object> headers, Buffer body) {

    private static final String CONTENT_TYPE = "Content-Type";
    /** The headers of the API server that go to the caller. */
    public static final List<String> PASSED_ON = List.of(
            CONTENT_TYPE,
            "Cache-Control",
            "Expires",
            "Retry-After",
            "Warning",
            "Audit-Id",
            "Location",
            "ETag",
            "Last-Modified",
            "Vary",
            "X-Content-Type-Options");

    public static Answer of(StatusException refusal) {
        Status status = refusal.status();
        var headers = new LinkedHashMap<String, Object>();
        headers.put(CONTENT_TYPE, Format.JSON.contentType());
        if (status.getDetails() != null && status.getDetails().getRetryAfterSeconds() != null) {
            headers.put(
                    "Retry-After", status.getDetails().getRetryAfterSeconds().toString());
        }
        byte[] json = Serialization.asJson(status).getBytes(StandardCharsets.UTF_8);
        return new Answer(status.getCode(), headers, Buffer.buffer(json));
    }

    /** The same in another form: indented, or as YAML. */
    public Answer in(Representation wanted) {
        if (wanted.form() == Format.YAML) {
            var yaml = new LinkedHashMap<>(headers);
            yaml.put(CONTENT_TYPE, Format.YAML.contentType());
            return new Answer(code, yaml, Yaml.of(body.getBytes()));
        }
        return wanted.pretty() ? new Answer(code, headers, PrettyJson.of(body)) : this;
    }

    public static Answer of(ApiAnswer upstream) {
        var headers = new LinkedHashMap<String, Object>();
        for (String name : PASSED_ON) {
            List<String> values = upstream.header(name);
            if (!values.isEmpty()) {
                headers.put(name, values.size() == 1 ? values.get(0) : values);
            }
        }
        return new Answer(upstream.code(), headers, Buffer.buffer(upstream.body()));
    }

    /** Makes it the answer of the route. */
    public void writeTo(Exchange exchange) {
        Message message = exchange.getMessage();
        message.removeHeaders("*");
        message.setHeaders(new LinkedHashMap<>(headers));
        message.setHeader(Exchange.HTTP_RESPONSE_CODE, code);
        message.setBody(body);
    }

    /** Sets a header; a value that is an Iterable is several. */
    public static void put(HttpServerResponse response, String name, Object value) {
        if (value instanceof Iterable<?> values) {
            values.forEach(each -> response.headers().add(name, each.toString()));
        } else {
            response.putHeader(name, value.toString());
        }
    }

    /** Sends it without a route, unless the caller has gone. */
    public void sendTo(HttpServerResponse response) {
        if (response.closed() || response.ended()) {
            return;
        }
        response.setStatusCode(code);
        headers.forEach((name, value) -> put(response, name, value));
        // It is set even if only the head is sent.
        response.putHeader("Content-Length", Integer.toString(body.length()));
        response.end(body);
    }
}

package dev.serai.rest.wire;

import dev.serai.kube.ResourcePath;
import dev.serai.kube.StatusException;
import dev.serai.security.CallerAccess;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.camel.Exchange;
import org.apache.camel.component.platform.http.vertx.HttpMessage;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP request as it came over the wire. Camel puts headers, query and path parameters into one map, where one can
 * pass for another. Here each is read from its own place.
 */
public final class Request {

    // As Go's strconv.ParseBool reads it.
    private static final Set<String> TRUE = Set.of("1", "t", "T", "true", "True", "TRUE");
    // As many as fit into the longest query.
    private static final int MOST_PARAMETERS = 65_536;

    private final HttpServerRequest http;
    private final String uri;
    private @Nullable RequestTarget target;
    private @Nullable ResourcePath path;
    private @Nullable QueryStringDecoder parameters;

    public Request(HttpServerRequest http) {
        this(http, http.uri());
    }

    /** The same request for another {@code uri}: a percent-encoded path, and a query if there is one. */
    public Request(HttpServerRequest http, String uri) {
        this.http = http;
        this.uri = uri;
    }

    public static Request of(Exchange exchange) {
        return new Request(exchange.getMessage(HttpMessage.class).getRequest());
    }

    /**
     * The target of the request line.
     *
     * @throws StatusException 400 or 404 if it can be read in more than one way
     */
    public RequestTarget target() {
        if (target == null) {
            target = RequestTarget.parse(uri);
        }
        return target;
    }

    /**
     * What the path names.
     *
     * @throws StatusException 404 if it leads to no resource
     */
    public ResourcePath path() {
        if (path == null) {
            path = ResourcePath.parse(target().path());
        }
        return path;
    }

    /** The path, percent-encoded. It is checked and sent on like this. */
    public String rawPath() {
        return target().path();
    }

    /** Whether the whole query can be read. */
    public boolean isReadable() {
        return rawQuery().isEmpty() || readableQuery().equals(rawQuery());
    }

    /** The query without the pairs that cannot be read. The API server reads it the same way (Go's url.ParseQuery). */
    public String readableQuery() {
        return rawQuery().isEmpty() ? "" : readablePairs();
    }

    private String readablePairs() {
        return Arrays.stream(rawQuery().split("&", -1))
                .filter(Request::isReadable)
                .collect(Collectors.joining("&"));
    }

    private static boolean isReadable(String pair) {
        try {
            QueryStringDecoder.decodeComponent(pair);
            return pair.indexOf(';') < 0;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /** The first value of a query parameter; null if it is absent or cannot be read. */
    public @Nullable String parameter(String name) {
        if (rawQuery().isEmpty()) {
            return null;
        }
        if (parameters == null) {
            parameters = new QueryStringDecoder(readableQuery(), StandardCharsets.UTF_8, false, MOST_PARAMETERS);
        }
        List<String> values = parameters.parameters().get(name);
        return values == null ? null : values.get(0);
    }

    /** The query as it came, percent-encoded; empty when there is none. */
    public String rawQuery() {
        return target().query();
    }

    /**
     * Whether a person reads the answer, so that JSON is to be indented: {@code isPrettyPrint} of apiserver's
     * negotiate.go.
     */
    public boolean isPretty() {
        if (isTargetReadable() && rawQuery().contains("pretty")) {
            String pretty = parameter("pretty");
            if (pretty != null && !pretty.isEmpty()) {
                return TRUE.contains(pretty);
            }
        }
        String agent = header("User-Agent");
        return agent != null
                && (agent.startsWith("curl") || agent.startsWith("Wget") || agent.startsWith("Mozilla/5.0"));
    }

    private boolean isTargetReadable() {
        try {
            return target() != null;
        } catch (StatusException refusal) {
            return false;
        }
    }

    /** Whether only the head of the answer is wanted. */
    public boolean isHead() {
        return http.method().equals(HttpMethod.HEAD);
    }

    /** A request header; null when it is absent. */
    public @Nullable String header(String name) {
        return http.getHeader(name);
    }

    /** All values of a request header; empty when it is absent. */
    public List<String> headers(String name) {
        return http.headers().getAll(name);
    }

    /**
     * Refuses a caller who asks to be somebody else, unless that was allowed: Serai would send the request as itself.
     *
     * @throws StatusException 400 if a header asks for it
     */
    public void checkIdentity() {
        for (Map.Entry<String, String> header : http.headers()) {
            if (begins(header.getKey(), "x-remote-")
                    || begins(header.getKey(), "impersonate-") && CallerAccess.of(http) == null) {
                throw StatusException.badRequest("Serai does not take who is calling from the headers Impersonate-* and"
                        + " X-Remote-*; leave them out");
            }
        }
    }

    private static boolean begins(String header, String prefix) {
        return header.regionMatches(true, 0, prefix, 0, prefix.length());
    }

    /** The user's name, or the caller's address where callers are not known. All limits of callers count by it. */
    public String caller() {
        CallerAccess access = CallerAccess.of(http);
        return access == null
                ? http.remoteAddress().hostAddress()
                : access.caller().name();
    }

    public HttpServerRequest http() {
        return http;
    }
}

package dev.serai.limit;

import dev.serai.kube.StatusException;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;

/**
 * The limits of what a request may hold: {@code serai.limits.*}.
 *
 * @param headerBytes all header lines together, in bytes
 * @param urlBytes path and query, in bytes
 * @param bodyBytes the body, in bytes
 * @param jsonDepth how many objects and lists, in JSON or YAML, may lie in one another
 */
public record RequestLimits(int headerBytes, int urlBytes, int bodyBytes, int jsonDepth) {

    private static final int LEAST = 1_024;
    private static final int MOST = 64 * 1024 * 1024;
    // Each object has metadata with labels in it. The API server's own limit is the most.
    private static final int LEAST_DEPTH = 3;
    private static final int MOST_DEPTH = 10_000;
    // Room for the method and the version in the line of the URL.
    private static final int BESIDE_URL = 64;
    // HTTP/2 adds this to the size of each header field (RFC 9113, section 6.5.2).
    private static final int FIELD_OVERHEAD = 32;

    public RequestLimits {
        check("serai.limits.header-bytes", headerBytes);
        check("serai.limits.url-bytes", urlBytes);
        check("serai.limits.body-bytes", bodyBytes);
        if (jsonDepth < LEAST_DEPTH || jsonDepth > MOST_DEPTH) {
            throw new IllegalArgumentException("serai.limits.json-depth is '%d'; it is a whole number from %d to %d"
                    .formatted(jsonDepth, LEAST_DEPTH, MOST_DEPTH));
        }
    }

    /**
     * Checks that Camel has the same limit for bodies.
     *
     * @param camelBodySize {@code camel.server.maxBodySize}
     * @throws IllegalArgumentException if it is another one
     */
    public void checkCamel(String camelBodySize) {
        if (!camelBodySize.equals(Integer.toString(bodyBytes))) {
            throw new IllegalArgumentException(("camel.server.maxBodySize is '%s' and serai.limits.body-bytes '%d'; set"
                            + " serai.limits.body-bytes only, the other follows it")
                    .formatted(camelBodySize, bodyBytes));
        }
    }

    public void applyTo(HttpServerOptions options) {
        options.setMaxInitialLineLength(urlBytes + BESIDE_URL).setMaxHeaderSize(headerBytes);
        // HTTP/2 counts differently and gives no answer above its limit, so the limit is checked again below.
        options.setInitialSettings(
                new Http2Settings(options.getInitialSettings()).setMaxHeaderListSize(2L * (headerBytes + urlBytes)));
    }

    /**
     * Checks a request that the HTTP server has accepted.
     *
     * @throws StatusException 414 or 431
     */
    public void check(HttpServerRequest request) {
        if (request.uri().length() > urlBytes) {
            throw StatusException.uriTooLong(urlBytes);
        }
        if (request.version() == HttpVersion.HTTP_2 && headerBytesOf(request) > headerBytes) {
            throw StatusException.headersTooLarge(headerBytes);
        }
    }

    private static long headerBytesOf(HttpServerRequest request) {
        return request.headers().entries().stream()
                .mapToLong(field -> field.getKey().length() + field.getValue().length() + FIELD_OVERHEAD)
                .sum();
    }

    private static void check(String key, int bytes) {
        if (bytes < LEAST || bytes > MOST) {
            throw new IllegalArgumentException(
                    "%s is '%d'; it is a number of bytes from %d to %d".formatted(key, bytes, LEAST, MOST));
        }
    }
}

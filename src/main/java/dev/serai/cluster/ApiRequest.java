package dev.serai.cluster;

import java.util.Map;
import java.util.Objects;

/**
 * A request to the API server, as it goes out.
 *
 * @param method the HTTP method
 * @param path the path, starting with a slash, percent-encoded
 * @param rawQuery the query without its question mark, percent-encoded; null for none
 * @param headers what goes with it; credentials are added by the client
 * @param body the bytes to send; null for none
 */
public record ApiRequest(String method, String path, String rawQuery, Map<String, String> headers, byte[] body) {

    public ApiRequest {
        Objects.requireNonNull(method, "method");
        if (!path.startsWith("/")) {
            throw new IllegalArgumentException("path '%s' does not start with a slash".formatted(path));
        }
        headers = Map.copyOf(headers);
    }

    String pathAndQuery() {
        return rawQuery == null || rawQuery.isEmpty() ? path : path + "?" + rawQuery;
    }
}

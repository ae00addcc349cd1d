package dev.serai.cluster;

import java.nio.charset.StandardCharsets;
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

    private static final String FORBIDDEN = "\"<>\\^`{|}[]#";

    public ApiRequest {
        Objects.requireNonNull(method, "method");
        if (!path.startsWith("/")) {
            throw new IllegalArgumentException("path '%s' does not start with a slash".formatted(path));
        }
        headers = Map.copyOf(headers);
    }

    String pathAndQuery() {
        return escaped(rawQuery == null || rawQuery.isEmpty() ? path : path + "?" + rawQuery);
    }

    // Callers leave characters as they are that no URI may hold, and servers take them so.
    private static String escaped(String uri) {
        var escaped = new StringBuilder(uri.length());
        for (byte octet : uri.getBytes(StandardCharsets.UTF_8)) {
            boolean plain = octet > ' ' && octet < 0x7f && FORBIDDEN.indexOf(octet) < 0;
            if (plain) {
                escaped.append((char) octet);
            } else {
                escaped.append("%%%02X".formatted(octet & 0xff));
            }
        }
        return escaped.toString();
    }
}

package dev.serai.rest.discovery;

import dev.serai.cluster.ApiRequest;
import dev.serai.rest.wire.Request;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A request for discovery or OpenAPI, reduced to what changes the answer, and sent on like that: whatever else callers
 * add, such as the time limit of kubectl, they ask for the same.
 *
 * @param path the path, percent-encoded
 * @param accept the media types that are wanted, as far as they can matter; empty for any
 * @param hash the version of an OpenAPI document that is wanted; null for the newest
 * @param pretty whether JSON is to be indented
 */
record DiscoveryRequest(
        String path, String accept, @Nullable String hash, boolean pretty) {

    // Whatever the path, one of these is always had, so that what is wanted less does not matter.
    private static final Set<String> ALWAYS = Set.of("application/json", "application/*", "*/*");

    static DiscoveryRequest of(Request request) {
        String path = request.rawPath();
        return new DiscoveryRequest(
                path,
                accept(request.header("Accept")),
                path.startsWith("/openapi/v3/") ? request.parameter("hash") : null,
                request.isPretty());
    }

    /** As it is sent to the API server; {@code tag} is that of the answer that is known, null for none. */
    ApiRequest toUpstream(@Nullable String tag) {
        Map<String, String> headers = new LinkedHashMap<>();
        if (!accept.isEmpty()) {
            headers.put("Accept", accept);
        }
        if (tag != null) {
            headers.put("If-None-Match", tag);
        }
        String query = hash == null ? "" : "hash=" + URLEncoder.encode(hash, StandardCharsets.UTF_8);
        if (pretty) {
            query += (query.isEmpty() ? "" : "&") + "pretty=true";
        }
        return new ApiRequest("GET", path, query, headers, null);
    }

    /** How much room it takes, about. */
    int bytes() {
        return 2 * (path.length() + accept.length() + (hash == null ? 0 : hash.length()));
    }

    // With qualities the API server decides.
    private static String accept(@Nullable String header) {
        if (header == null) {
            return "";
        }
        String[] ranges = header.replaceAll("[ \\t]+", "").split(",");
        boolean weighed = header.contains("q=");
        for (int i = 0; i < ranges.length && !weighed; i++) {
            if (ALWAYS.contains(ranges[i])) {
                ranges = Arrays.copyOf(ranges, i + 1);
            }
        }
        String accept = Arrays.stream(ranges).filter(range -> !range.isEmpty()).collect(Collectors.joining(","));
        return accept.equals("*/*") ? "" : accept;
    }
}

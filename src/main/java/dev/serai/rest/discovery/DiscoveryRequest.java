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
 * A request for discovery or OpenAPI, reduced to what changes the answer. It is sent on like that. Callers add other
 * things, such as kubectl's time limit, and still ask for the same.
 *
 * @param path the path, percent-encoded
 * @param accept the wanted media types that can matter; empty for any
 * @param hash the wanted version of an OpenAPI document; null for the newest
 * @param pretty whether JSON is indented
 */
record DiscoveryRequest(
        String path, String accept, @Nullable String hash, boolean pretty) {

    // Every path has one of these, so types that come later in the list do not matter.
    private static final Set<String> ALWAYS = Set.of("application/json", "application/*", "*/*");

    static DiscoveryRequest of(Request request) {
        String path = request.rawPath();
        return new DiscoveryRequest(
                path,
                accept(request.header("Accept")),
                path.startsWith("/openapi/v3/") ? request.parameter("hash") : null,
                request.isPretty());
    }

    /** The request for the API server. {@code tag} is the tag of the kept answer; null if there is none. */
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

    /** How many bytes it takes, roughly. */
    int bytes() {
        return 2 * (path.length() + accept.length() + (hash == null ? 0 : hash.length()));
    }

    // If there are qualities, the API server decides.
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

package dev.serai.cluster;

import dev.serai.kube.Caller;
import dev.serai.kube.PercentEncoding;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A request to the API server, as it is sent.
 *
 * @param method the HTTP method
 * @param path the path, starting with a slash, percent-encoded
 * @param rawQuery the query without its question mark, percent-encoded; null for none
 * @param headers the headers to send; the client adds credentials
 * @param body the bytes to send; null for none
 * @param as in whose name; null for Serai itself
 */
public record ApiRequest(
        String method,
        String path,
        @Nullable String rawQuery,
        Map<String, String> headers,
        byte @Nullable [] body,
        @Nullable Caller as) {

    private static final String FORBIDDEN = "\"<>\\^`{|}[]#";

    private static final Pattern ENDLESS = Pattern.compile("(^|&)(watch|follow)(=(?!0(&|$)|(?i:false)(&|$))|&|$)");
    private static final Pattern REVIEW =
            Pattern.compile("/apis/auth(entication|orization)\\.k8s\\.io/v1/[a-z]+reviews");
    private static final Pattern PROXIED = Pattern.compile("/(pods|services|nodes)/[^/]+/proxy(/|$)");

    // Not a compact constructor: there NullAway ignores the annotation of an array.
    public ApiRequest(
            String method,
            String path,
            @Nullable String rawQuery,
            Map<String, String> headers,
            byte @Nullable [] body,
            @Nullable Caller as) {
        this.method = Objects.requireNonNull(method, "method");
        this.path = path;
        this.rawQuery = rawQuery;
        this.headers = Map.copyOf(headers);
        this.body = body;
        this.as = as;
        if (!path.startsWith("/")) {
            throw new IllegalArgumentException("path '%s' does not start with a slash".formatted(path));
        }
    }

    /** A request in Serai's own name. */
    public ApiRequest(
            String method,
            String path,
            @Nullable String rawQuery,
            Map<String, String> headers,
            byte @Nullable [] body) {
        this(method, path, rawQuery, headers, body, null);
    }

    /** The same in the name of {@code caller}; null for Serai itself. */
    public ApiRequest as(@Nullable Caller caller) {
        return new ApiRequest(method, path, rawQuery, headers, body, caller);
    }

    /** A GET, which has no body; {@code rawQuery} is null for none. */
    public static ApiRequest get(String path, @Nullable String rawQuery, Map<String, String> headers) {
        return new ApiRequest("GET", path, rawQuery, headers, null);
    }

    boolean isRead() {
        return method.equals("GET") || method.equals("HEAD");
    }

    /** Whether it changes nothing, so that it may be sent again: a read, or a review, which is a question by POST. */
    boolean isSafe() {
        return isRead() || method.equals("POST") && REVIEW.matcher(path).matches();
    }

    /** Whether the answer may be silent for any time: a watch, a log that is followed, or a proxied request. */
    boolean isEndless() {
        return isProxied()
                || path.contains("/watch/")
                || rawQuery != null && ENDLESS.matcher(rawQuery).find();
    }

    /** Whether something other than the API server answers, which may take any time. */
    boolean isProxied() {
        return PROXIED.matcher(path).find();
    }

    String pathAndQuery() {
        return PercentEncoding.encode(
                rawQuery == null || rawQuery.isEmpty() ? path : path + "?" + rawQuery, ApiRequest::isOfUri);
    }

    // Callers send characters that no URI may hold, and servers accept them.
    private static boolean isOfUri(int c) {
        return c > ' ' && c < 0x7f && FORBIDDEN.indexOf(c) < 0;
    }
}

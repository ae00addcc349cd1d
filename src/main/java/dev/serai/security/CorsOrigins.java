package dev.serai.security;

import java.util.LinkedHashSet;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The pages whose scripts a browser lets read answers: {@code serai.cors.origins}.
 *
 * @param listed the origins, as browsers send them; {@code *} alone for all
 */
public record CorsOrigins(Set<String> listed) {

    private static final String KEY = "serai.cors.origins";
    private static final String ANY = "*";
    // What a browser makes of the address of a page (RFC 6454, section 6.2).
    private static final Pattern ORIGIN =
            Pattern.compile("https?://(?:[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?|\\[[0-9a-f:.]+])(?::[1-9][0-9]{0,4})?");
    private static final Pattern OWN_PORT = Pattern.compile("http://.*:80|https://.*:443");

    public CorsOrigins {
        listed = Set.copyOf(listed);
        if (listed.contains(ANY) && listed.size() > 1) {
            throw new IllegalArgumentException(
                    "%s names * beside others; * is every origin, and stands alone".formatted(KEY));
        }
        listed.forEach(CorsOrigins::check);
    }

    /**
     * Reads a list that is parted by commas; an empty one lets no page read.
     *
     * @throws IllegalArgumentException if one of them is no origin
     */
    public static CorsOrigins parse(String value) {
        var origins = new LinkedHashSet<String>();
        if (!value.isEmpty()) {
            for (String origin : value.split(",", -1)) {
                origins.add(origin.strip());
            }
        }
        return new CorsOrigins(origins);
    }

    private static void check(String origin) {
        if (origin.equals("null")) {
            throw new IllegalArgumentException(
                    "%s names 'null', which is what any page can make its origin; name the pages that may read, or *"
                            .formatted(KEY));
        }
        if (!origin.equals(ANY)
                && (!ORIGIN.matcher(origin).matches()
                        || OWN_PORT.matcher(origin).matches())) {
            throw new IllegalArgumentException(
                    ("%s names '%s'; an origin is what browsers send, such as https://builds.example.com"
                                    + " or http://localhost:5173: http or https, the host in lower case, the port unless it is the scheme's own,"
                                    + " and no path")
                            .formatted(KEY, origin));
        }
    }

    /** Whether no page may read. */
    public boolean isEmpty() {
        return listed.isEmpty();
    }

    /** Whether every page may. */
    public boolean isAny() {
        return listed.contains(ANY);
    }

    /** Whether a page of {@code origin}, the header {@code Origin} of a request, may read. */
    public boolean allows(String origin) {
        return listed.contains(origin) || isAny() && (ORIGIN.matcher(origin).matches() || origin.equals("null"));
    }
}

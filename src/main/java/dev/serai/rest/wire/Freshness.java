package dev.serai.rest.wire;

import dev.serai.cache.ResourceCache;
import java.util.LinkedHashMap;
import java.util.Map;

/** Tells the caller of a cached answer how fresh it is (RFC 9111, RFC 9211). */
public final class Freshness {

    /** Added to answers from the cache while the API server cannot be reached. */
    public static final String STALE = "110 serai \"Response is Stale\"";

    private Freshness() {}

    /** The headers of an answer from {@code cache}, in a map that the caller may add to. */
    public static Map<String, Object> of(ResourceCache cache) {
        Map<String, Object> headers = new LinkedHashMap<>();
        headers.put("Cache-Status", "serai; hit");
        // The API server says the same: nobody between Serai and the caller may keep the answer.
        headers.put("Cache-Control", "no-cache, private");
        headers.put("Age", Long.toString(cache.age().toSeconds()));
        if (!cache.isConnected()) {
            headers.put("Warning", STALE);
        }
        return headers;
    }
}

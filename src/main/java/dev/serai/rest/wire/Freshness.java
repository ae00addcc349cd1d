package dev.serai.rest.wire;

import dev.serai.cache.ResourceCache;
import io.vertx.core.http.HttpServerResponse;

/** Tells the caller of a cached answer how fresh it is (RFC 9111, RFC 9211). */
public final class Freshness {

    /** For what is served although the API server cannot be asked whether it still holds. */
    public static final String STALE = "110 serai \"Response is Stale\"";

    private Freshness() {}

    public static void tell(ResourceCache cache, HttpServerResponse response) {
        response.putHeader("Cache-Status", "serai; hit");
        // As the API server says it: nobody between Serai and the caller is to keep the answer.
        response.putHeader("Cache-Control", "no-cache, private");
        response.putHeader("Age", Long.toString(cache.age().toSeconds()));
        if (!cache.isConnected()) {
            response.putHeader("Warning", STALE);
        }
    }
}

package dev.serai.rest;

import dev.serai.cache.CachedObject;
import dev.serai.cache.ResourceCache;
import java.nio.charset.StandardCharsets;

/**
 * An object that was deleted through this Serai.
 *
 * @param namespace null where it has none
 * @param name its name
 * @param uid its uid: another object may have the name by now
 * @param atOnce whether it is gone; else it may also be on its way there
 */
record OwnDelete(String namespace, String name, String uid, boolean atOnce) {

    private static final String TERMINATING = "\"deletionTimestamp\"";

    /** Whether the cache shows it. */
    boolean isSeen(ResourceCache cache) {
        CachedObject cached = cache.get(namespace, name);
        return cached == null
                || !cached.uid().equals(uid)
                || (!atOnce && new String(cached.json(), StandardCharsets.UTF_8).contains(TERMINATING));
    }
}

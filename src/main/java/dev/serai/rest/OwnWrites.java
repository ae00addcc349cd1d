package dev.serai.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.serai.cache.CachedObject;
import dev.serai.cache.GroupResource;
import dev.serai.cache.ResourceCache;
import dev.serai.cluster.ApiAnswer;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What was written through this Serai and is yet to come back through its watch. A read that asks for no version waits
 * for it: whoever creates an object and gets it finds it.
 */
public final class OwnWrites {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private record Key(GroupResource resource, String namespace, String name) {}

    private record Deleted(String uid) {}

    private final Map<GroupResource, Long> versions = new ConcurrentHashMap<>();
    private final Map<Key, Deleted> deleted = new ConcurrentHashMap<>();

    /** Remembers a write that the API server has accepted. */
    void accepted(RequestPath path, boolean delete, ApiAnswer answer) {
        try {
            JsonNode object = MAPPER.readTree(answer.body());
            JsonNode metadata = object.path("metadata");
            if (delete && isGone(object)) {
                String uid =
                        metadata.path("uid").asText(object.at("/details/uid").asText());
                deleted.put(new Key(path.resource(), path.namespace(), path.name()), new Deleted(uid));
            } else if (metadata.path("resourceVersion").asLong() > 0) {
                versions.merge(path.resource(), metadata.path("resourceVersion").asLong(), Math::max);
            }
        } catch (IOException e) {
            // Serai asks for JSON; an answer that is none names no version to wait for.
            return;
        }
    }

    /** Whether the cache shows all that was written. */
    boolean areSeen(ResourceCache cache) {
        Long version = versions.get(cache.resource());
        if (version != null && cache.version() < version) {
            return false;
        }
        deleted.entrySet().removeIf(entry -> isSeen(cache, entry.getKey(), entry.getValue()));
        return deleted.keySet().stream().noneMatch(key -> key.resource().equals(cache.resource()));
    }

    private static boolean isSeen(ResourceCache cache, Key key, Deleted gone) {
        if (!key.resource().equals(cache.resource())) {
            return false;
        }
        CachedObject cached = cache.get(key.namespace(), key.name());
        return cached == null || !cached.uid().equals(gone.uid());
    }

    // An object that waits for finalizers or for its grace period stays, with a new version.
    private static boolean isGone(JsonNode object) {
        JsonNode metadata = object.path("metadata");
        return object.path("kind").asText().equals("Status")
                || (metadata.path("deletionGracePeriodSeconds").asLong() == 0
                        && metadata.path("finalizers").isEmpty());
    }
}

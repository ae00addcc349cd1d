package dev.serai.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.serai.cache.CachedObject;
import dev.serai.cache.GroupResource;
import dev.serai.cache.ResourceCache;
import dev.serai.cache.ResourceCaches;
import dev.serai.cluster.ApiAnswer;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What was written through this Serai and is yet to come back through its watch. A read that asks for no version waits
 * for it: whoever creates an object and gets it finds it. Only what is cached is remembered: of each resource the newest
 * version and the newest deletes.
 */
public final class OwnWrites {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final ResourceCaches caches;
    private final WrittenState written;
    private final Map<GroupResource, Long> versions = new ConcurrentHashMap<>();
    private final Map<GroupResource, OwnDeletes> deletes = new ConcurrentHashMap<>();

    /** {@code written} is asked where an answer does not tell what has been written. */
    public OwnWrites(ResourceCaches caches, WrittenState written) {
        this.caches = caches;
        this.written = written;
    }

    /** Remembers a write that the API server has accepted. */
    void accepted(Write write, ApiAnswer answer) {
        RequestPath path = write.path();
        caches.of(path.resource()).ifPresent(cache -> {
            JsonNode object = read(answer);
            if (object.path("kind").asText().equals("Table")) {
                object = object.at("/rows/0/object");
            }
            remember(write, cache, object);
        });
    }

    /** Whether the cache shows all that was written. */
    boolean areSeen(ResourceCache cache) {
        Long version = versions.get(cache.resource());
        if (version != null && cache.version() < version) {
            return false;
        }
        OwnDeletes own = deletes.get(cache.resource());
        return own == null || own.areSeen(cache);
    }

    private void remember(Write write, ResourceCache cache, JsonNode object) {
        RequestPath path = write.path();
        JsonNode metadata = object.path("metadata");
        if (write.perhapsDry()) {
            ask(write, cache);
        } else if (write.isEviction()) {
            CachedObject evicted = cache.get(path.namespace(), path.name());
            if (evicted == null) {
                ask(write, cache);
            } else {
                deletes(path).add(evicted.namespace(), evicted.name(), evicted.uid(), false);
            }
        } else if (write.isDelete()
                && path.name() == null
                && object.path("items").isArray()) {
            // They are listed as they were before.
            for (JsonNode item : object.path("items")) {
                JsonNode deleted = item.path("metadata");
                String namespace = deleted.path("namespace").asText(null);
                deletes(path).add(namespace, text(deleted, "name"), text(deleted, "uid"), false);
            }
        } else if (write.isDelete() && path.subresource() == null && isGone(object)) {
            String uid = metadata.path("uid").asText(object.at("/details/uid").asText());
            deletes(path).add(path.namespace(), path.name(), uid, true);
        } else if (metadata.path("resourceVersion").asLong() > 0) {
            reached(path, metadata.path("resourceVersion").asLong());
        } else {
            ask(write, cache);
        }
    }

    private void ask(Write write, ResourceCache cache) {
        RequestPath path = write.path();
        long version = written.version(write);
        if (version > 0) {
            reached(path, version);
        } else if (write.isDelete() && path.name() != null) {
            CachedObject gone = cache.get(path.namespace(), path.name());
            if (gone != null) {
                deletes(path).add(path.namespace(), path.name(), gone.uid(), true);
            }
        }
    }

    private void reached(RequestPath path, long version) {
        versions.merge(path.resource(), version, Math::max);
    }

    private OwnDeletes deletes(RequestPath path) {
        return deletes.computeIfAbsent(path.resource(), added -> new OwnDeletes(System::nanoTime));
    }

    private static JsonNode read(ApiAnswer answer) {
        boolean json = answer.header("Content-Type").stream().anyMatch(type -> type.startsWith("application/json"));
        try {
            return json ? MAPPER.readTree(answer.body()) : MAPPER.missingNode();
        } catch (IOException e) {
            return MAPPER.missingNode();
        }
    }

    private static String text(JsonNode metadata, String field) {
        return metadata.path(field).asText();
    }

    // An object that waits for finalizers or for its grace period stays, with a new version.
    private static boolean isGone(JsonNode object) {
        JsonNode metadata = object.path("metadata");
        return object.path("kind").asText().equals("Status")
                || (!metadata.path("uid").isMissingNode()
                        && metadata.path("deletionGracePeriodSeconds").asLong() == 0
                        && metadata.path("finalizers").isEmpty());
    }
}

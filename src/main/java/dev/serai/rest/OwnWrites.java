package dev.serai.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.serai.cache.CachedObject;
import dev.serai.cache.GroupResource;
import dev.serai.cache.ResourceCache;
import dev.serai.cache.ResourceCaches;
import dev.serai.cluster.ApiAnswer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What was written through this Serai: whoever creates an object and gets it finds it. {@link ShownWrites} answers a
 * write when the cache shows it; a write that was answered before that is remembered here, and a read that asks for no
 * version waits for it. Only what is cached is remembered: of each resource the newest version and the newest deletes.
 */
public final class OwnWrites {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final ResourceCaches caches;
    private final WrittenState written;
    private final Map<GroupResource, Long> versions = new ConcurrentHashMap<>();
    private final Map<GroupResource, OwnDeletes> deletes = new ConcurrentHashMap<>();
    private final Map<GroupResource, Integer> histories = new ConcurrentHashMap<>();

    /** {@code written} is asked where an answer does not tell what has been written. */
    public OwnWrites(ResourceCaches caches, WrittenState written) {
        this.caches = caches;
        this.written = written;
    }

    /** What a write has led to that the API server has accepted; empty where no cache is to show it. */
    Optional<OwnWrite> made(Write write, ApiAnswer answer) {
        return caches.of(write.path().resource()).flatMap(cache -> {
            JsonNode object = read(answer);
            return made(
                    write, cache, object.path("kind").asText().equals("Table") ? object.at("/rows/0/object") : object);
        });
    }

    /** From now on reads wait for this write. */
    void remember(OwnWrite write) {
        GroupResource resource = write.cache().resource();
        forgetEndedHistory(write.cache());
        versions.merge(resource, write.version(), Math::max);
        for (OwnDelete delete : write.deletes()) {
            deletes.computeIfAbsent(resource, added -> new OwnDeletes(System::nanoTime))
                    .add(delete);
        }
    }

    /** Whether the cache shows all that is remembered. */
    boolean areSeen(ResourceCache cache) {
        forgetEndedHistory(cache);
        if (cache.isSuspected()) {
            return false;
        }
        Long version = versions.get(cache.resource());
        if (version != null && cache.version() < version) {
            return false;
        }
        OwnDeletes own = deletes.get(cache.resource());
        return own == null || own.areSeen(cache);
    }

    // What was written before the API server went back to a backup no longer is, or its version is of something else.
    private void forgetEndedHistory(ResourceCache cache) {
        int now = cache.histories();
        Integer before = histories.put(cache.resource(), now);
        if (before != null && before != now) {
            versions.remove(cache.resource());
            deletes.remove(cache.resource());
        }
    }

    private Optional<OwnWrite> made(Write write, ResourceCache cache, JsonNode object) {
        RequestPath path = write.path();
        JsonNode metadata = object.path("metadata");
        if (write.perhapsDry()) {
            return asked(write, cache);
        }
        if (write.isEviction()) {
            CachedObject evicted = cache.get(path.namespace(), path.name());
            return evicted == null ? asked(write, cache) : Optional.of(deleted(cache, evicted, false));
        }
        if (write.isDelete() && path.name() == null && object.path("items").isArray()) {
            // They are listed as they were before.
            List<OwnDelete> listed = new ArrayList<>();
            for (JsonNode item : object.path("items")) {
                JsonNode deleted = item.path("metadata");
                String namespace = deleted.path("namespace").asText(null);
                listed.add(new OwnDelete(namespace, text(deleted, "name"), text(deleted, "uid"), false));
            }
            return Optional.of(OwnWrite.deleted(cache, listed));
        }
        if (write.isDelete() && path.subresource() == null && isGone(object)) {
            String uid = metadata.path("uid").asText(object.at("/details/uid").asText());
            return Optional.of(
                    OwnWrite.deleted(cache, List.of(new OwnDelete(path.namespace(), path.name(), uid, true))));
        }
        long version = metadata.path("resourceVersion").asLong();
        if (version > 0 && !write.isDelete()) {
            cache.told(metadata.path("namespace").asText(null), text(metadata, "name"), version);
        }
        return version > 0 ? Optional.of(OwnWrite.reached(cache, version)) : asked(write, cache);
    }

    private Optional<OwnWrite> asked(Write write, ResourceCache cache) {
        RequestPath path = write.path();
        long version = written.version(write);
        if (version > 0) {
            return Optional.of(OwnWrite.reached(cache, version));
        }
        CachedObject gone = write.isDelete() && path.name() != null ? cache.get(path.namespace(), path.name()) : null;
        return gone == null ? Optional.empty() : Optional.of(deleted(cache, gone, true));
    }

    private static OwnWrite deleted(ResourceCache cache, CachedObject object, boolean atOnce) {
        return OwnWrite.deleted(cache, List.of(new OwnDelete(object.namespace(), object.name(), object.uid(), atOnce)));
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

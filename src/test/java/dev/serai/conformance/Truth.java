package dev.serai.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What happened in the cluster. It comes from the answers of the API server to those who changed it, so that neither a
 * watch nor a cache, which might be wrong in the same way as what is tested, has a part in it.
 */
final class Truth {

    private final Map<String, Life> lives = new ConcurrentHashMap<>();

    /** The API server said that this object exists. */
    void exists(JsonNode object) {
        lives.computeIfAbsent(uid(object), Life::new)
                .had(object.at("/metadata/resourceVersion").asLong());
    }

    /** The API server said that this object, which existed, does so no longer. */
    void ended(JsonNode object) {
        lives.get(uid(object)).ended();
    }

    /** How many objects have ended so far. */
    long ended() {
        return lives.values().stream().filter(Life::isDeleted).count();
    }

    Collection<Life> lives() {
        return lives.values();
    }

    /** The life of the object with this uid; null when there never was one. */
    Life life(String uid) {
        return lives.get(uid);
    }

    static String uid(JsonNode object) {
        return object.at("/metadata/uid").asText();
    }
}

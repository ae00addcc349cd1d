package dev.serai.rest.discovery;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.serai.cluster.ApiAnswer;
import dev.serai.cluster.ApiRequest;
import dev.serai.cluster.ApiServer;
import dev.serai.kube.ResourcePath;
import dev.serai.kube.StatusException;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Which kind of object is written to a path, as the API server's discovery says. It is kept for a few API versions.
 */
public final class ObjectKinds {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int HELD = 64;
    private static final int NOT_FOUND = 404;
    // Only the text of a message depends on it.
    private static final Duration ASKED_AT_MOST = Duration.ofSeconds(3);

    private final ApiServer apiServer;
    private final Map<String, Map<String, String>> kept = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Map<String, String>> eldest) {
            return size() > HELD;
        }
    };

    public ObjectKinds(ApiServer apiServer) {
        this.apiServer = apiServer;
    }

    /**
     * The kind; empty if the API server does not say. The API server is asked if needed.
     *
     * @throws StatusException 404 if there is no such resource
     */
    public Optional<String> of(ResourcePath path) {
        String version = path.groupVersion();
        String plural = path.resource().plural();
        String resource = path.subresource() == null ? plural : plural + "/" + path.subresource();
        String known = kept(version).get(resource);
        if (known != null) {
            return Optional.of(known);
        }
        Optional<Map<String, String>> asked = ask(version);
        asked.ifPresent(kinds -> keep(version, kinds));
        return asked.map(
                kinds -> Optional.ofNullable(kinds.get(resource)).orElseThrow(StatusException::noSuchResource));
    }

    private synchronized Map<String, String> kept(String version) {
        return kept.getOrDefault(version, Map.of());
    }

    private synchronized void keep(String version, Map<String, String> kinds) {
        kept.put(version, kinds);
    }

    private Optional<Map<String, String>> ask(String version) {
        try {
            ApiAnswer answer = apiServer.send(
                    new ApiRequest("GET", version, null, Map.of("Accept", "application/json"), null), ASKED_AT_MOST);
            if (answer.code() == NOT_FOUND) {
                return Optional.of(Map.of());
            }
            if (!answer.isSuccess()) {
                return Optional.empty();
            }
            Map<String, String> kinds = new HashMap<>();
            for (JsonNode resource : JSON.readTree(answer.body()).path("resources")) {
                kinds.put(resource.path("name").asText(), resource.path("kind").asText());
            }
            return Optional.of(kinds);
        } catch (StatusException | IOException e) {
            return Optional.empty();
        }
    }
}

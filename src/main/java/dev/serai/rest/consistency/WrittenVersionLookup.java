package dev.serai.rest.consistency;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.serai.cluster.ApiAnswer;
import dev.serai.cluster.ApiRequest;
import dev.serai.cluster.ApiServer;
import dev.serai.kube.ResourcePath;
import dev.serai.kube.StatusException;
import dev.serai.rest.write.WriteRequest;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * Asks the API server for the result of a write, if the answer to the write does not show it: the answer may be about
 * something else, as for a binding.
 */
public final class WrittenVersionLookup {

    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final int NOT_FOUND = 404;
    private static final String METADATA = "application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1";

    // The write is done, and its caller must not wait long for this.
    private static final Duration ASKED_AT_MOST = Duration.ofSeconds(1);

    private final ApiServer apiServer;

    public WrittenVersionLookup(ApiServer apiServer) {
        this.apiServer = apiServer;
    }

    /** The object with its metadata; a missing node if it is gone; empty if there was no answer. */
    Optional<JsonNode> of(WriteRequest write) {
        String name = write.name();
        if (name == null) {
            return Optional.empty();
        }
        try {
            ResourcePath path = write.path();
            String object = path.name() == null ? path.object(name, null) : path.object();
            ApiAnswer answer = apiServer.send(ApiRequest.get(object, null, Map.of("Accept", METADATA)), ASKED_AT_MOST);
            if (answer.code() == NOT_FOUND) {
                return Optional.of(MissingNode.getInstance());
            }
            return answer.isSuccess() ? Optional.of(MAPPER.readTree(answer.body())) : Optional.empty();
        } catch (StatusException | IOException e) {
            return Optional.empty();
        }
    }
}

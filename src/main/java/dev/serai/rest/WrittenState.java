package dev.serai.rest;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.serai.cluster.ApiAnswer;
import dev.serai.cluster.ApiRequest;
import dev.serai.cluster.ApiServer;
import dev.serai.cluster.StatusException;
import java.io.IOException;
import java.util.Map;

/**
 * Asks the API server which version a write has led to, where the answer to the write does not tell: it was asked for as
 * protobuf or YAML, or is about something else, as that of a binding is.
 */
public final class WrittenState {

    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final String METADATA = "application/json;as=PartialObjectMetadata%s;g=meta.k8s.io;v=v1";

    private final ApiServer apiServer;

    public WrittenState(ApiServer apiServer) {
        this.apiServer = apiServer;
    }

    /** A version that shows the write; 0 where there is none, because the object is gone or nobody answers. */
    long version(Write write) {
        RequestPath path = write.path();
        String object = write.request().rawPath();
        boolean one = path.name() != null;
        if (path.subresource() != null) {
            // As it came, it may be percent-encoded, and a slash may follow.
            int last = object.lastIndexOf('/', object.length() - 2);
            object = object.substring(0, last);
        }
        // Where the name is not known, the version of the whole list is one that shows the object.
        String accept = METADATA.formatted(one ? "" : "List");
        try {
            ApiAnswer answer = apiServer.send(
                    new ApiRequest("GET", object, one ? null : "limit=1", Map.of("Accept", accept), null));
            return answer.isSuccess()
                    ? MAPPER.readTree(answer.body())
                            .at("/metadata/resourceVersion")
                            .asLong()
                    : 0;
        } catch (StatusException | IOException e) {
            return 0;
        }
    }
}

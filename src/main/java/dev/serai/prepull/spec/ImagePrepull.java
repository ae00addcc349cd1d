package dev.serai.prepull.spec;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.serai.kube.GroupResource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;

/**
 * One ImagePrepull as the API server has it.
 *
 * @param namespace its namespace
 * @param name its name
 * @param uid its uid
 * @param generation which version of its spec this is
 * @param created when it was made
 * @param deleting whether it is about to go
 * @param retry the value of its annotation {@value #RETRY}; empty for none
 * @param spec what is wanted
 * @param status what was told of it so far; a missing node if nothing was
 */
public record ImagePrepull(
        String namespace,
        String name,
        String uid,
        long generation,
        Instant created,
        boolean deleting,
        String retry,
        ImagePrepullSpec spec,
        JsonNode status) {

    public static final GroupResource RESOURCE = new GroupResource("imageprepulls", "serai.dev");
    public static final String VERSION = "v1alpha1";
    public static final String API_VERSION = "serai.dev/" + VERSION;
    public static final String KIND = "ImagePrepull";
    /** Another value of this annotation has failed nodes tried again. */
    public static final String RETRY = "serai.dev/retry";

    private static final JsonMapper JSON = new JsonMapper();

    /**
     * Reads an object.
     *
     * @throws IllegalArgumentException if its spec is wrong, which the definition's schema should have refused
     */
    public static ImagePrepull parse(byte[] json) {
        JsonNode object;
        try {
            object = JSON.readTree(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        JsonNode metadata = object.path("metadata");
        return new ImagePrepull(
                metadata.path("namespace").asText(),
                metadata.path("name").asText(),
                metadata.path("uid").asText(),
                metadata.path("generation").asLong(),
                Instant.parse(metadata.path("creationTimestamp").asText("1970-01-01T00:00:00Z")),
                metadata.has("deletionTimestamp"),
                metadata.path("annotations").path(RETRY).asText(),
                ImagePrepullSpec.parse(object.path("spec")),
                object.path("status"));
    }
}

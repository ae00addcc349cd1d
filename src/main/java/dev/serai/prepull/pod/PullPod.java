package dev.serai.prepull.pod;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.serai.prepull.verdict.PullMarks;
import dev.serai.prepull.verdict.PullVerdict;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;

/**
 * A pod that pulls images, as far as a plan needs to know it.
 *
 * @param namespace its namespace
 * @param name its name
 * @param uid its uid
 * @param prepull the name of the ImagePrepull
 * @param owner the uid of the ImagePrepull that owns it; empty for none
 * @param node the node it is on
 * @param run what it pulls, {@link PullMarks#RUN}
 * @param tries how many tries on this node came before
 * @param attempts within which attempts these count, {@link PullMarks#ATTEMPTS}
 * @param holds whether it stays when the images are there
 * @param created when it was made
 * @param ended whether none of its containers will run again
 * @param verdict whether the images are there
 */
public record PullPod(
        String namespace,
        String name,
        String uid,
        String prepull,
        String owner,
        String node,
        String run,
        int tries,
        String attempts,
        boolean holds,
        Instant created,
        boolean ended,
        PullVerdict verdict) {

    private static final JsonMapper JSON = new JsonMapper();

    /** Reads a pod. */
    public static PullPod parse(byte[] json) {
        JsonNode pod;
        try {
            pod = JSON.readTree(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        JsonNode metadata = pod.path("metadata");
        JsonNode annotations = metadata.path("annotations");
        String phase = pod.path("status").path("phase").asText();
        return new PullPod(
                metadata.path("namespace").asText(),
                metadata.path("name").asText(),
                metadata.path("uid").asText(),
                metadata.path("labels").path(PullMarks.PREPULL).asText(),
                metadata.path("ownerReferences").path(0).path("uid").asText(),
                pod.path("spec").path("nodeName").asText(),
                annotations.path(PullMarks.RUN).asText(),
                annotations.path(PullMarks.TRY).asInt(),
                annotations.path(PullMarks.ATTEMPTS).asText(),
                annotations.path(PullMarks.HOLDS).asText().equals("true"),
                Instant.parse(metadata.path("creationTimestamp").asText("1970-01-01T00:00:00Z")),
                phase.equals("Failed") || phase.equals("Succeeded"),
                PullVerdict.of(pod));
    }
}

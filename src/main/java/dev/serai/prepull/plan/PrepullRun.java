package dev.serai.prepull.plan;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.serai.prepull.spec.ImagePrepull;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The work on one generation of an ImagePrepull.
 *
 * @param generation the generation
 * @param pulls what is pulled, as a digest
 * @param refresh how many times it was pulled anew
 * @param retry the value of the annotation that has failed nodes tried again
 * @param started when the work began
 * @param completed when the work was complete the last time; null if it never was in this generation
 * @param refreshing whether it was complete and is worked off anew
 * @param suspended whether nothing is done
 */
public record PrepullRun(
        long generation,
        String pulls,
        int refresh,
        String retry,
        Instant started,
        @Nullable Instant completed,
        boolean refreshing,
        boolean suspended) {

    static PrepullRun of(ImagePrepull prepull, int refresh, Instant now) {
        return new PrepullRun(
                prepull.generation(),
                prepull.spec().pullDigest(),
                refresh,
                prepull.retry(),
                now,
                null,
                false,
                prepull.spec().suspended());
    }

    PrepullRun retried(String value) {
        return new PrepullRun(generation, pulls, refresh, value, started, completed, refreshing, suspended);
    }

    PrepullRun refreshed(Instant now) {
        return new PrepullRun(generation, pulls, refresh + 1, retry, now, completed, true, suspended);
    }

    PrepullRun completedAt(Instant now) {
        return new PrepullRun(generation, pulls, refresh, retry, started, now, false, suspended);
    }

    /** What its pods pull, and the how manieth time. */
    String id() {
        return pulls + "-" + refresh;
    }

    /** Whether each chosen node is yet to be done, for the first time or anew. */
    boolean isOpen() {
        return completed == null || refreshing;
    }

    ObjectNode toJson() {
        ObjectNode json = JsonNodeFactory.instance
                .objectNode()
                .put("generation", generation)
                .put("pulls", pulls)
                .put("refresh", refresh)
                .put("retry", retry)
                .put("started", started.toString());
        if (completed != null) {
            json.put("completed", completed.toString());
        }
        return json.put("refreshing", refreshing).put("suspended", suspended);
    }

    static PrepullRun parse(JsonNode json) {
        return new PrepullRun(
                json.path("generation").asLong(),
                json.path("pulls").asText(),
                json.path("refresh").asInt(),
                json.path("retry").asText(),
                Instant.parse(json.path("started").asText()),
                json.has("completed") ? Instant.parse(json.path("completed").asText()) : null,
                json.path("refreshing").asBoolean(),
                json.path("suspended").asBoolean());
    }
}

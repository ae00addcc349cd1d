package dev.serai.prepull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.serai.prepull.plan.Action;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/** The statuses that were written last: none is written twice, and progress not more than once a second. */
final class WrittenStatuses {

    private static final Duration PROGRESS = Duration.ofSeconds(1);

    private record Written(ObjectNode sent, JsonNode answered, Instant at) {}

    private final Map<String, Written> written = new HashMap<>();

    void written(Action.WriteStatus write, JsonNode answered, Instant at) {
        written.put(write.prepull().uid(), new Written(write.status(), answered, at));
    }

    boolean isDue(Action.WriteStatus write, Instant now) {
        Written last = written.get(write.prepull().uid());
        if (last == null) {
            return true;
        }
        if (last.sent().equals(write.status())) {
            // The watch may be yet to show it. If it shows something else, somebody has changed it.
            return !now.isBefore(last.at().plus(PROGRESS.multipliedBy(5)))
                    && !last.answered().equals(write.prepull().status());
        }
        return !now.isBefore(last.at().plus(PROGRESS))
                || !conditions(last.sent()).equals(conditions(write.status()));
    }

    private static String conditions(ObjectNode status) {
        return status.path("conditions").findValuesAsText("status")
                + status.path("observedGeneration").asText();
    }
}

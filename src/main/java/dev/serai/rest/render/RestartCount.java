package dev.serai.rest.render;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;

/** How often containers restarted, and when the last one did: the two sums in {@code printPod} of printers.go. */
final class RestartCount {

    private long count;
    private Instant last = GoTime.ZERO;

    void add(JsonNode container) {
        count += container.path("restartCount").asLong();
        Instant ended = GoTime.of(container.path("lastState").path("terminated").path("finishedAt"));
        if (last.isBefore(ended)) {
            last = ended;
        }
    }

    String cell(Instant now) {
        return count == 0 || last.equals(GoTime.ZERO)
                ? Long.toString(count)
                : "%d (%s ago)".formatted(count, GoTime.since(last, now));
    }
}

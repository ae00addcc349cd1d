package dev.serai.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.serai.fixture.api.KubeApi;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/** Waits for the sinks to catch up with a cluster that rests, and then counts what is wrong and notes it down. */
final class Reckoning {

    // A refused event waits up to 30 s, and a silent connection is given up after 75 s.
    private static final Duration CAUGHT_UP = Duration.ofSeconds(150);
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final KubeApi api;
    private final Truth truth;
    private final List<DeliveryRecorder> sinks;
    private final Scoreboard scoreboard = new Scoreboard();
    private final Map<String, Findings> before = new HashMap<>();

    Reckoning(KubeApi api, Truth truth, List<DeliveryRecorder> sinks) {
        this.api = api;
        this.truth = truth;
        this.sinks = sinks;
    }

    /**
     * Fails unless all sinks are in step with the cluster, and no more than {@code late} events of each were out of
     * order since the last time.
     */
    void reckon(String fault, int writes, int late) {
        Map<String, JsonNode> state = state();
        Map<String, Findings> found = new HashMap<>();
        try {
            Awaitility.await()
                    .atMost(CAUGHT_UP)
                    .pollDelay(Duration.ZERO)
                    .pollInterval(Duration.ofSeconds(1))
                    .until(() -> {
                        sinks.forEach(sink -> found.put(sink.name(), DeliveryAudit.of(sink.record(), truth, state)));
                        return found.values().stream().allMatch(Findings::isUpToDate);
                    });
        } catch (ConditionTimeoutException tooSlow) {
            // What is missing is told below, sink by sink.
        }
        sinks.forEach(sink -> {
            Findings now = found.get(sink.name());
            Findings then = before.put(sink.name(), now);
            found.put(sink.name(), then == null ? now : now.since(then));
            scoreboard.add(fault, sink.name(), writes, found.get(sink.name()));
        });
        assertThat(found).as(fault).allSatisfy((sink, findings) -> assertThat(findings.isFaultless(late))
                .as("%s: %s", sink, findings)
                .isTrue());
    }

    Scoreboard scoreboard() {
        return scoreboard;
    }

    /** What each sink should have last heard of the pods there are. */
    private Map<String, JsonNode> state() {
        Map<String, JsonNode> state = new HashMap<>();
        try {
            for (JsonNode pod : MAPPER.readTree(api.client().raw("/api/v1/namespaces/default/pods"))
                    .path("items")) {
                state.put(Truth.uid(pod), asAnEvent((ObjectNode) pod));
            }
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
        assertThat(truth.lives().stream().filter(life -> !life.isDeleted()).map(Life::uid))
                .as("what is alive, by the answers to writes and by a list")
                .containsExactlyInAnyOrderElementsOf(state.keySet());
        return state;
    }

    private static JsonNode asAnEvent(ObjectNode pod) {
        pod.put("kind", "Pod").put("apiVersion", "v1");
        ((ObjectNode) pod.path("metadata")).remove("managedFields");
        pod.at("/spec/containers")
                .forEach(container ->
                        container.path("env").forEach(variable -> ((ObjectNode) variable).remove("value")));
        return pod;
    }
}

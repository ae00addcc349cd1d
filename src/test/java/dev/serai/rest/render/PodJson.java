package dev.serai.rest.render;

import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Instant;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.params.provider.Arguments;

/** Pods as JSON in apostrophes, and what is shown of them. */
final class PodJson {

    static final Instant NOW = Instant.parse("2026-01-31T00:00:00Z");

    static final String C1 = "'containers':[{}]";
    static final String C2 = "'containers':[{},{}]";
    static final String INIT1 = "'initContainers':[{'name':'i'}]," + C1;
    static final String INIT2 = "'initContainers':[{'name':'i'},{'name':'j'}]," + C1;
    static final String SIDECARS =
            "'initContainers':[{'name':'a','restartPolicy':'Always'},{'name':'b','restartPolicy':'Always'}]," + C1;

    static final String PHASE = "'phase':'podPhase'";
    static final String RUNS = "'ready':true,'state':{'running':{}}";
    static final String WAITS = "'state':{'waiting':{'reason':'ContainerWaitingReason'}}";
    static final String WAITS_SILENTLY = "'state':{'waiting':{}}";
    static final String DONE = "'state':{'terminated':{'reason':'Completed','exitCode':0}}";
    static final String CRASHED = "'state':{'terminated':{'reason':'podCrash','exitCode':1}}";
    static final String ENDED_WELL = "'state':{'terminated':{'exitCode':0}}";
    static final String GONE = "'deletionTimestamp':'2026-01-30T23:59:50Z'";

    private PodJson() {}

    /** A pod without metadata, and what is shown of it. */
    static Arguments pod(String spec, String status, String ready, String reason, String restarts) {
        return arguments("'labels':{}", spec, status, expected(ready, reason, restarts));
    }

    static List<String> expected(String ready, String reason, String restarts) {
        return List.of("test", ready, reason, restarts, "<unknown>");
    }

    static String of(String... statuses) {
        return ",'containerStatuses':[{%s}]".formatted(String.join("},{", statuses));
    }

    static String init(String... statuses) {
        return ",'initContainerStatuses':[{%s}]".formatted(String.join("},{", statuses));
    }

    static String restarted(int count, String last) {
        return ",'restartCount':%d,'lastState':{'terminated':{'exitCode':1,'finishedAt':'%s'}}".formatted(count, last);
    }

    static JsonNode row(String metadata, String spec, String status) {
        return PodTableRow.of(
                json("{'metadata':{'name':'test',%s},'spec':{%s},'status':{%s}}".formatted(metadata, spec, status)),
                NOW);
    }

    static List<String> cells(JsonNode row) {
        return StreamSupport.stream(row.path("cells").spliterator(), false)
                .map(JsonNode::textValue)
                .toList();
    }

    static JsonNode json(String text) {
        try {
            return new ObjectMapper().readTree(text.replace('\'', '"'));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(text, e);
        }
    }
}

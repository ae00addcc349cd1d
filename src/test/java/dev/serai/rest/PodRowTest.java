package dev.serai.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The cases of TestPrintPod and its siblings in Kubernetes' printers_test.go, and the branches that they leave out. */
class PodRowTest {

    private static final Instant NOW = Instant.parse("2026-01-31T00:00:00Z");

    private static final String C1 = "'containers':[{}]";
    private static final String C2 = "'containers':[{},{}]";
    private static final String INIT1 = "'initContainers':[{'name':'i'}]," + C1;
    private static final String INIT2 = "'initContainers':[{'name':'i'},{'name':'j'}]," + C1;
    private static final String SIDECARS =
            "'initContainers':[{'name':'a','restartPolicy':'Always'},{'name':'b','restartPolicy':'Always'}]," + C1;

    private static final String PHASE = "'phase':'podPhase'";
    private static final String RUNS = "'ready':true,'state':{'running':{}}";
    private static final String WAITS = "'state':{'waiting':{'reason':'ContainerWaitingReason'}}";
    private static final String WAITS_SILENTLY = "'state':{'waiting':{}}";
    private static final String DONE = "'state':{'terminated':{'reason':'Completed','exitCode':0}}";
    private static final String CRASHED = "'state':{'terminated':{'reason':'podCrash','exitCode':1}}";
    private static final String ENDED_WELL = "'state':{'terminated':{'exitCode':0}}";
    private static final String GONE = "'deletionTimestamp':'2026-01-30T23:59:50Z'";

    @ParameterizedTest
    @MethodSource({"containers", "completed", "initContainers", "sidecars", "deleted"})
    void aPodIsShownAsKubectlShowsIt(String metadata, String spec, String status, List<String> cells) {
        assertThat(cells(row(metadata, spec, status)).subList(0, 5)).containsExactlyElementsOf(cells);
    }

    static Stream<Arguments> containers() {
        String three = "'restartCount':3";
        return Stream.of(
                pod(C2, PHASE + of(RUNS + "," + three, three), "1/2", "podPhase", "6"),
                pod(C2, PHASE + of(RUNS + "," + three, WAITS + "," + three), "1/2", "ContainerWaitingReason", "6"),
                pod(
                        C2,
                        PHASE + of(WAITS + ",'restartCount':3", DONE.replace("Completed", "Any") + ",'restartCount':3"),
                        "0/2",
                        "ContainerWaitingReason",
                        "6"),
                pod(C2, PHASE + of(RUNS, "'ready':true"), "1/2", "podPhase", "0"),
                pod(C2, PHASE + ",'reason':'podReason'" + of(RUNS, "'ready':true"), "1/2", "podReason", "0"),
                pod(C1, PHASE + of(RUNS + restarted(3, "2026-01-26T00:00:00Z")), "1/1", "podPhase", "3 (5d ago)"),
                pod(
                        C2,
                        PHASE + of(RUNS, RUNS + restarted(3, "2026-01-21T00:00:00Z")),
                        "2/2",
                        "podPhase",
                        "3 (10d ago)"),
                pod(
                        C2,
                        PHASE
                                + of(
                                        RUNS + restarted(6, "2026-01-26T00:00:00Z"),
                                        RUNS + restarted(3, "2026-01-11T00:00:00Z")),
                        "2/2",
                        "podPhase",
                        "9 (5d ago)"),
                pod(C1, PHASE + of(RUNS + restarted(0, "2026-01-26T00:00:00Z")), "1/1", "podPhase", "0"),
                pod(
                        C2,
                        PHASE + ",'conditions':[{'type':'PodScheduled','status':'False','reason':'SchedulingGated'}]",
                        "0/2",
                        "SchedulingGated",
                        "0"),
                pod(C1, PHASE + of("'state':{'terminated':{'exitCode':137,'signal':9}}"), "0/1", "Signal:9", "0"),
                pod(C1, PHASE + of("'state':{'terminated':{'exitCode':2}}"), "0/1", "ExitCode:2", "0"),
                pod("'containers':null", "'containerStatuses':null,'conditions':null", "0/0", "", "0"));
    }

    static Stream<Arguments> completed() {
        String ready = ",'conditions':[{'type':'Ready','status':'True'}]";
        return Stream.of(
                pod(C2, "'phase':'Running'" + of(DONE, RUNS), "1/2", "NotReady", "0"),
                pod(C2, "'phase':'Running'" + ready + of(DONE, RUNS), "1/2", "Running", "0"),
                pod(C1, "'phase':'Succeeded'" + of(DONE), "0/1", "Completed", "0"),
                pod(C1, "'phase':'Failed'" + of(CRASHED), "0/1", "podCrash", "0"),
                pod(C2, "'phase':'Failed'" + of(DONE, CRASHED), "0/2", "podCrash", "0"),
                pod(C2, "'phase':'Failed'" + of(CRASHED, RUNS), "1/2", "podCrash", "0"),
                pod(C2, "'phase':'Failed'" + of(RUNS, CRASHED), "1/2", "podCrash", "0"),
                pod(
                        "'containers':[{},{},{}]",
                        "'phase':'Failed'" + of(RUNS, CRASHED, ENDED_WELL),
                        "1/3",
                        "podCrash",
                        "0"));
    }

    static Stream<Arguments> initContainers() {
        String tenSecondsAgo = "2026-01-30T23:59:50Z";
        String restarting = "'state':{'running':{}}" + restarted(3, tenSecondsAgo);
        String succeededLate = ENDED_WELL + restarted(2, "2026-01-30T23:58:00Z");
        String rest = of(WAITS_SILENTLY);
        return Stream.of(
                pod(INIT1, PHASE + init(restarting) + rest, "0/1", "Init:0/1", "3 (10s ago)"),
                pod(INIT2, PHASE + init(restarting, WAITS_SILENTLY) + rest, "0/1", "Init:0/2", "3 (10s ago)"),
                pod(INIT2, PHASE + init(ENDED_WELL, restarting) + rest, "0/1", "Init:1/2", "3 (10s ago)"),
                pod(INIT2, PHASE + init(succeededLate, restarting) + rest, "0/1", "Init:1/2", "5 (10s ago)"),
                pod(
                        INIT1,
                        "'phase':'Running'"
                                + init(succeededLate)
                                + of("'state':{'running':{}}" + restarted(4, "2026-01-30T23:59:40Z")),
                        "0/1",
                        "Running",
                        "4 (20s ago)"),
                pod(INIT1, PHASE + init(CRASHED), "0/1", "Init:podCrash", "0"),
                pod(INIT1, PHASE + init("'state':{'terminated':{'exitCode':3}}"), "0/1", "Init:ExitCode:3", "0"),
                pod(
                        INIT1,
                        PHASE + init("'state':{'terminated':{'exitCode':137,'signal':9}}"),
                        "0/1",
                        "Init:Signal:9",
                        "0"),
                pod(INIT1, PHASE + init(WAITS), "0/1", "Init:ContainerWaitingReason", "0"),
                pod(
                        INIT1,
                        PHASE + init(WAITS.replace("ContainerWaitingReason", "PodInitializing")),
                        "0/1",
                        "Init:0/1",
                        "0"),
                // Initialized once is initialized, even if an init container is run anew.
                pod(
                        INIT1,
                        "'phase':'Running','conditions':[{'type':'Initialized','status':'True'}]"
                                + init(restarting)
                                + of(RUNS),
                        "1/1",
                        "Init:0/1",
                        "0"));
    }

    static Stream<Arguments> sidecars() {
        String again = restarted(3, "2026-01-30T23:59:50Z");
        String runs = "'state':{'running':{}},'started':";
        String killed = "'state':{'terminated':{'reason':'Error','exitCode':137}},'started':false";
        String waits = "'phase':'Pending','conditions':[{'type':'Initialized','status':'False'}]" + of(WAITS_SILENTLY);
        String initialized = ",'conditions':[{'type':'Initialized','status':'True'}]";
        String late = restarted(4, "2026-01-30T23:59:40Z");
        return Stream.of(
                pod(
                        SIDECARS,
                        waits + init("'name':'a'," + runs + "false" + again, "'name':'b'," + WAITS_SILENTLY),
                        "0/3",
                        "Init:0/2",
                        "3 (10s ago)"),
                pod(
                        SIDECARS,
                        waits + init("'name':'a'," + runs + "true" + again, "'name':'b'," + runs + "false"),
                        "0/3",
                        "Init:1/2",
                        "3 (10s ago)"),
                pod(
                        SIDECARS,
                        "'phase':'Running'"
                                + initialized
                                + init("'name':'a'," + runs + "true" + again, "'name':'b'," + runs + "true")
                                + of(RUNS + late),
                        "1/3",
                        "Running",
                        "7 (10s ago)"),
                pod(
                        SIDECARS,
                        "'phase':'Running'"
                                + init("'name':'a','ready':true," + runs + "true", "'name':'b'," + runs + "true")
                                + of(RUNS),
                        "2/3",
                        "Running",
                        "0"),
                pod(
                        SIDECARS,
                        "'phase':'Succeeded'"
                                + initialized
                                + init("'name':'a'," + killed + again, "'name':'b'," + killed)
                                + of(DONE + late),
                        "0/3",
                        "Completed",
                        "7 (10s ago)"),
                pod(
                        "'initContainers':[{'name':'i'},{'name':'a','restartPolicy':'Always'}]," + C1,
                        "'phase':'Running'" + init("'name':'unknown'", "'name':'i'", "'name':'a'") + of("", ""),
                        "0/2",
                        "Init:0/2",
                        "0"));
    }

    static Stream<Arguments> deleted() {
        return Stream.of(
                arguments(GONE, C1, "'phase':'Succeeded'" + of(DONE), expected("0/1", "Completed", "0")),
                arguments(GONE, C1, "'phase':'Running'" + of(""), expected("0/1", "Terminating", "0")),
                arguments(GONE, C1, "'phase':'Pending'", expected("0/1", "Terminating", "0")),
                arguments(GONE, C1, "'phase':'Running','reason':'NodeLost'", expected("0/1", "Unknown", "0")),
                arguments("'a':1", C1, "'phase':'Running','reason':'NodeLost'", expected("0/1", "NodeLost", "0")));
    }

    @Test
    void whereAPodRunsIsInTheWideColumns() {
        String gates = "'readinessGates':[{'conditionType':'c1'},{'conditionType':'c2'},{'conditionType':'c3'}]";
        String conditions = "'conditions':[{'type':'c1','status':'False'},{'type':'c2','status':'True'}]";

        assertThat(cells(row(
                        "'a':1",
                        "'nodeName':'n1'," + gates,
                        "'podIP':'1.1.1.1','nominatedNodeName':'n2'," + conditions)))
                .endsWith("1.1.1.1", "n1", "n2", "1/3");
        assertThat(cells(row("'a':1", C1, "'podIPs':[{'ip':'1.1.1.1'},{'ip':'2001:db8::'}]")))
                .endsWith("1.1.1.1", "<none>", "<none>", "<none>");
        assertThat(cells(row("'a':1", C1, PHASE))).endsWith("<none>", "<none>", "<none>", "<none>");
    }

    @Test
    void theAgeIsCountedFromTheCreation() {
        assertThat(cells(row("'creationTimestamp':'2026-01-30T23:57:50Z'", C1, PHASE))
                        .get(4))
                .isEqualTo("2m10s");
    }

    @Test
    void aPodThatHasCompletedSaysSoInACondition() {
        assertThat(row("'a':1", C1, "'phase':'Running'").has("conditions")).isFalse();
        assertThat(row("'a':1", C1, "'phase':'Succeeded'").path("conditions"))
                .isEqualTo(json("[{'type':'Completed','status':'True','reason':'Succeeded',"
                        + "'message':'The pod has completed successfully.'}]"));
        assertThat(row("'a':1", C1, "'phase':'Failed'").path("conditions"))
                .isEqualTo(
                        json("[{'type':'Completed','status':'True','reason':'Failed','message':'The pod failed.'}]"));
    }

    private static Arguments pod(String spec, String status, String ready, String reason, String restarts) {
        return arguments("'labels':{}", spec, status, expected(ready, reason, restarts));
    }

    private static List<String> expected(String ready, String reason, String restarts) {
        return List.of("test", ready, reason, restarts, "<unknown>");
    }

    private static String of(String... statuses) {
        return ",'containerStatuses':[{%s}]".formatted(String.join("},{", statuses));
    }

    private static String init(String... statuses) {
        return ",'initContainerStatuses':[{%s}]".formatted(String.join("},{", statuses));
    }

    private static String restarted(int count, String last) {
        return ",'restartCount':%d,'lastState':{'terminated':{'exitCode':1,'finishedAt':'%s'}}".formatted(count, last);
    }

    private static JsonNode row(String metadata, String spec, String status) {
        return PodRow.of(
                json("{'metadata':{'name':'test',%s},'spec':{%s},'status':{%s}}".formatted(metadata, spec, status)),
                NOW);
    }

    private static List<String> cells(JsonNode row) {
        return StreamSupport.stream(row.path("cells").spliterator(), false)
                .map(JsonNode::textValue)
                .toList();
    }

    private static JsonNode json(String text) {
        try {
            return new ObjectMapper().readTree(text.replace('\'', '"'));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(text, e);
        }
    }
}

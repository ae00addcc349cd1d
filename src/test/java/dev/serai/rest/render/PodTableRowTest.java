package dev.serai.rest.render;

import static dev.serai.rest.render.PodJson.C1;
import static dev.serai.rest.render.PodJson.C2;
import static dev.serai.rest.render.PodJson.CRASHED;
import static dev.serai.rest.render.PodJson.DONE;
import static dev.serai.rest.render.PodJson.ENDED_WELL;
import static dev.serai.rest.render.PodJson.GONE;
import static dev.serai.rest.render.PodJson.PHASE;
import static dev.serai.rest.render.PodJson.RUNS;
import static dev.serai.rest.render.PodJson.WAITS;
import static dev.serai.rest.render.PodJson.cells;
import static dev.serai.rest.render.PodJson.expected;
import static dev.serai.rest.render.PodJson.json;
import static dev.serai.rest.render.PodJson.of;
import static dev.serai.rest.render.PodJson.pod;
import static dev.serai.rest.render.PodJson.restarted;
import static dev.serai.rest.render.PodJson.row;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The cases of TestPrintPod and its siblings in Kubernetes' printers_test.go, and the branches that they leave out. */
class PodTableRowTest {

    @ParameterizedTest
    @MethodSource({"containers", "completed", "deleted"})
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
}

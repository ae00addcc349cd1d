package dev.serai.rest.render;

import static dev.serai.rest.render.PodJson.C1;
import static dev.serai.rest.render.PodJson.CRASHED;
import static dev.serai.rest.render.PodJson.DONE;
import static dev.serai.rest.render.PodJson.ENDED_WELL;
import static dev.serai.rest.render.PodJson.INIT1;
import static dev.serai.rest.render.PodJson.INIT2;
import static dev.serai.rest.render.PodJson.PHASE;
import static dev.serai.rest.render.PodJson.RUNS;
import static dev.serai.rest.render.PodJson.SIDECARS;
import static dev.serai.rest.render.PodJson.WAITS;
import static dev.serai.rest.render.PodJson.WAITS_SILENTLY;
import static dev.serai.rest.render.PodJson.cells;
import static dev.serai.rest.render.PodJson.init;
import static dev.serai.rest.render.PodJson.of;
import static dev.serai.rest.render.PodJson.pod;
import static dev.serai.rest.render.PodJson.restarted;
import static dev.serai.rest.render.PodJson.row;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The cases of TestPrintPodWithRestartableInitContainer in Kubernetes' printers_test.go, and those of other init containers. */
class InitContainersTest {

    @ParameterizedTest
    @MethodSource({"initContainers", "sidecars"})
    void aPodIsShownAsKubectlShowsIt(String metadata, String spec, String status, List<String> cells) {
        assertThat(cells(row(metadata, spec, status)).subList(0, 5)).containsExactlyElementsOf(cells);
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
}

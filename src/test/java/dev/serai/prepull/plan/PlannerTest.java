package dev.serai.prepull.plan;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.serai.prepull.verdict.PullMarks;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What is done for one ImagePrepull, one case after the other. */
class PlannerTest {

    private static final Predicate<ObjectNode> ALL = pod -> true;
    private static final String RUNNING = "{'running':{}}";
    private static final String FAILS = "{'waiting':{'reason':'ErrImagePull','message':'not found'}}";
    private static final String PULLING = "{'waiting':{'reason':'ContainerCreating'}}";

    private final PlannedCluster cluster = new PlannedCluster();

    @Test
    void aWaveIsAsLargeAsParallelismSays() {
        cluster.nodes(12).prepull("p", "{'images':['a:1','b:1']}");
        cluster.settle();

        assertThat(cluster.pods).hasSize(5);
        assertThat(cluster.counts("p")).isEqualTo("12: 5 active, 0 succeeded, 0 failed, 0 skipped");
        assertThat(cluster.condition("p", "Progressing")).isEqualTo("True Pulling");
        assertThat(cluster.condition("p", "Complete")).isEqualTo("False Working");

        work(RUNNING);
        assertThat(cluster.counts("p")).isEqualTo("12: 0 active, 12 succeeded, 0 failed, 0 skipped");
        assertThat(cluster.condition("p", "Complete")).isEqualTo("True Done");
        assertThat(cluster.condition("p", "Progressing")).isEqualTo("False Done");
        assertThat(cluster.condition("p", "Degraded")).isEqualTo("False AsExpected");
        assertThat(cluster.status("p").has("completionTime")).isTrue();
        assertThat(cluster.pods).isEmpty();
        assertThat(cluster.made).hasSize(12).doesNotHaveDuplicates();
    }

    @Test
    void aShareOfTheNodesIsRoundedUp() {
        cluster.nodes(11).prepull("p", "{'images':['a:1'],'parallelism':'10%'}");
        cluster.settle();
        assertThat(cluster.pods).hasSize(2);
    }

    @Test
    void aVerdictIsStoredBeforeItsPodIsDeleted() {
        cluster.nodes(1).prepull("p", "{'images':['a:1']}");
        cluster.settle();
        cluster.kubelets(ALL, RUNNING);

        assertThat(cluster.plan()).hasOnlyElementsOfTypes(Action.Store.class, Action.WriteStatus.class);
        cluster.plan().stream().filter(Action.Store.class::isInstance).forEach(cluster::carryOut);
        assertThat(cluster.plan()).hasAtLeastOneElementOfType(Action.Release.class);
    }

    @Test
    void aFailedTryIsFollowedByAnotherAfterThirtySecondsAndThenAfterTwiceAsLong() {
        cluster.nodes(1).prepull("p", "{'images':['a:1','bad:1']}");
        cluster.settle();
        fail("{'waiting':{'reason':'ImagePullBackOff','message':'m'}}");
        assertThat(cluster.pods).isEmpty();
        assertThat(cluster.counts("p")).isEqualTo("1: 0 active, 0 succeeded, 0 failed, 0 skipped");

        awaitNextPod(30);
        fail(FAILS);
        awaitNextPod(60);
        assertThat(cluster.pods.values()).allSatisfy(pod -> assertThat(
                        pod.at("/metadata/annotations").path(PullMarks.LAST_TRY).asText())
                .isEqualTo("true"));
        fail(FAILS);

        assertThat(cluster.counts("p")).isEqualTo("1: 0 active, 0 succeeded, 1 failed, 0 skipped");
        assertThat(cluster.condition("p", "Complete")).startsWith("True");
        assertThat(cluster.condition("p", "Degraded")).isEqualTo("True NodesFailed");
        assertThat(cluster.status("p").path("details").toString())
                .isEqualTo(
                        "[{\"node\":\"node-00\",\"phase\":\"Failed\",\"reason\":\"ErrImagePull\",\"message\":"
                                + "\"not found\",\"images\":[{\"image\":\"a:1\",\"reason\":\"ErrImagePull\",\"message\":"
                                + "\"not found\"},{\"image\":\"bad:1\",\"reason\":\"ErrImagePull\",\"message\":\"not found\"}]}]");
        assertThat(cluster.news)
                .extracting(News::phase)
                .containsExactly("Started", "TryFailed", "TryFailed", "Failed", "Completed");
        cluster.advance(Duration.ofDays(1));
        cluster.settle();
        assertThat(cluster.made).hasSize(3);
    }

    @Test
    void aTryWhoseTimeIsUpFails() {
        cluster.nodes(1).prepull("p", "{'images':['a:1','b:1'],'timeoutSeconds':120,'backoffLimit':0}");
        cluster.settle();
        cluster.kubelets(ALL, PULLING);
        cluster.advance(Duration.ofSeconds(119));
        cluster.settle();
        assertThat(cluster.pods).hasSize(1);
        cluster.advance(Duration.ofSeconds(1));

        // Told on the pod itself, so that whoever watches pods hears of it.
        assertThat(cluster.plan()).anySatisfy(action -> assertThat(action).isInstanceOf(Action.GiveUp.class));
        cluster.settle();
        assertThat(cluster.pods).isEmpty();
        assertThat(cluster.counts("p")).isEqualTo("1: 0 active, 0 succeeded, 1 failed, 0 skipped");
        assertThat(cluster.status("p").at("/details/0/reason").asText()).isEqualTo("Timeout");
    }

    @Test
    void theWholeRunHasATimeToo() {
        cluster.nodes(7).prepull("p", "{'images':['a:1'],'activeDeadlineSeconds':100}");
        cluster.settle();
        cluster.kubelets(pod -> pod.at("/spec/nodeName").asText().equals("node-00"), RUNNING);
        cluster.settle();
        cluster.advance(Duration.ofSeconds(100));
        cluster.settle();

        assertThat(cluster.pods).isEmpty();
        assertThat(cluster.counts("p")).isEqualTo("7: 0 active, 1 succeeded, 6 failed, 0 skipped");
        assertThat(cluster.status("p").path("details"))
                .hasSize(6)
                .allSatisfy(detail -> assertThat(detail.path("reason").asText()).isEqualTo("DeadlineExceeded"));
        assertThat(cluster.condition("p", "Complete")).startsWith("True");
    }

    @Test
    void nodesThatCannotWorkAreSkippedAndTakenUpWhenTheyCan() {
        cluster.nodes(4).prepull("p", "{'images':['a:1'],'parallelism':1}");
        cluster.cordon("node-00", true);
        cluster.condition("node-01", "Ready", "Unknown");
        cluster.condition("node-02", "DiskPressure", "True");
        cluster.settle();
        work(RUNNING);

        assertThat(cluster.made).containsExactly("node-03");
        assertThat(cluster.counts("p")).isEqualTo("4: 0 active, 1 succeeded, 0 failed, 3 skipped");
        assertThat(cluster.status("p").path("details").findValuesAsText("reason"))
                .containsExactly("Unschedulable", "NotReady", "DiskPressure");
        assertThat(cluster.condition("p", "Complete")).startsWith("True");

        cluster.cordon("node-00", false);
        cluster.condition("node-01", "Ready", "True");
        cluster.condition("node-02", "DiskPressure", "False");
        cluster.settle();
        assertThat(cluster.condition("p", "Complete")).startsWith("True");
        assertThat(cluster.condition("p", "Progressing")).startsWith("True");
        work(RUNNING);
        assertThat(cluster.counts("p")).isEqualTo("4: 0 active, 4 succeeded, 0 failed, 0 skipped");
        assertThat(cluster.made).hasSize(4).doesNotHaveDuplicates();
    }

    @Test
    void aNodeThatStopsWorkingGivesItsPlaceToAnother() {
        cluster.nodes(2).prepull("p", "{'images':['a:1'],'parallelism':1}");
        cluster.settle();
        assertThat(cluster.made).containsExactly("node-00");

        cluster.condition("node-00", "Ready", "False");
        cluster.settle();
        assertThat(cluster.made).containsExactly("node-00", "node-01");
        assertThat(cluster.counts("p")).isEqualTo("2: 1 active, 0 succeeded, 0 failed, 1 skipped");

        // It is no failed try.
        cluster.condition("node-00", "Ready", "True");
        work(RUNNING);
        assertThat(cluster.counts("p")).isEqualTo("2: 0 active, 2 succeeded, 0 failed, 0 skipped");
    }

    @Test
    void aNodeThatIsDeletedLeavesNothingBehind() {
        cluster.nodes(2).prepull("p", "{'images':['a:1']}");
        cluster.settle();
        cluster.nodes.remove("node-00");
        work(RUNNING);
        assertThat(cluster.pods).isEmpty();
        assertThat(cluster.counts("p")).isEqualTo("1: 0 active, 1 succeeded, 0 failed, 0 skipped");

        // Under its name another one may come.
        cluster.nodes.remove("node-01");
        cluster.node("node-01");
        cluster.node("node-02");
        work(RUNNING);
        assertThat(cluster.made).containsExactly("node-00", "node-01", "node-01", "node-02");
        assertThat(cluster.counts("p")).isEqualTo("2: 0 active, 2 succeeded, 0 failed, 0 skipped");
    }

    @Test
    void onlyChosenNodesCount() {
        cluster.nodes(3);
        ((ObjectNode) cluster.nodes.get("node-01").at("/metadata/labels")).put("pool", "b");
        cluster.prepull(
                "p",
                "{'images':['a:1'],'nodeSelector':{'matchExpressions':[{'key':'pool','operator':'NotIn','values':['a','c']}]}}");
        cluster.settle();
        assertThat(cluster.made).containsExactly("node-01");

        ((ObjectNode) cluster.nodes.get("node-01").at("/metadata/labels")).put("pool", "a");
        cluster.settle();
        assertThat(cluster.pods).isEmpty();
        assertThat(cluster.counts("p")).isEqualTo("0: 0 active, 0 succeeded, 0 failed, 0 skipped");
    }

    @Test
    void whatIsHeldStays() {
        cluster.nodes(3).prepull("p", "{'images':['a:1'],'retention':'Hold','parallelism':1}");
        work(RUNNING);
        assertThat(cluster.pods).hasSize(3);
        assertThat(cluster.counts("p")).isEqualTo("3: 0 active, 3 succeeded, 0 failed, 0 skipped");
        assertThat(cluster.pods.values())
                .allSatisfy(pod ->
                        assertThat(pod.at("/spec/restartPolicy").asText()).isEqualTo("Always"));

        // A holder that is taken away is made again.
        cluster.pods.remove(cluster.pods.keySet().iterator().next());
        work(RUNNING);
        assertThat(cluster.pods).hasSize(3);

        cluster.prepull("p", "{'images':['a:1']}");
        work(RUNNING);
        assertThat(cluster.pods).isEmpty();
    }

    @Test
    void whatCannotBeHeldIsToldAndReleased() {
        cluster.planner = PlannedCluster.planner("command", 0);
        cluster.nodes(1).prepull("p", "{'images':['a:1'],'retention':'Hold'}");
        work("{'terminated':{'reason':'StartError'}}");

        assertThat(cluster.pods).isEmpty();
        assertThat(cluster.condition("p", "Degraded")).isEqualTo("True HoldUnsupported");
        assertThat(cluster.condition("p", "Complete")).startsWith("True");
        assertThat(cluster.made).hasSize(1);
    }

    @Test
    void whatIsSuspendedWaitsAndGoesOnWhereItWas() {
        cluster.nodes(4).prepull("p", "{'images':['a:1'],'parallelism':2}");
        cluster.settle();
        cluster.kubelets(pod -> pod.at("/spec/nodeName").asText().equals("node-00"), RUNNING);
        cluster.settle();
        cluster.prepull("p", "{'images':['a:1'],'parallelism':2,'suspend':true}");
        cluster.settle();

        assertThat(cluster.pods).isEmpty();
        assertThat(cluster.condition("p", "Progressing")).isEqualTo("False Suspended");
        assertThat(cluster.condition("p", "Complete")).startsWith("False");
        assertThat(cluster.status("p").path("observedGeneration").asInt()).isEqualTo(2);
        assertThat(cluster.status("p").has("startTime")).isFalse();

        cluster.prepull("p", "{'images':['a:1'],'parallelism':2}");
        work(RUNNING);
        assertThat(cluster.counts("p")).isEqualTo("4: 0 active, 4 succeeded, 0 failed, 0 skipped");
        assertThat(cluster.made.stream().filter("node-00"::equals)).hasSize(1);
    }

    @Test
    void anotherSpecIsAnotherRun() {
        cluster.nodes(2).prepull("p", "{'images':['a:1'],'backoffLimit':0}");
        cluster.settle();
        cluster.kubelets(pod -> pod.at("/spec/nodeName").asText().equals("node-00"), RUNNING);
        cluster.kubelets(ALL, FAILS);
        cluster.settle();
        assertThat(cluster.counts("p")).isEqualTo("2: 0 active, 1 succeeded, 1 failed, 0 skipped");
        String began = cluster.status("p").path("startTime").asText();

        // Who failed is tried again; who has just these images need not be.
        cluster.advance(Duration.ofMinutes(1));
        cluster.prepull("p", "{'images':['a:1'],'backoffLimit':1}");
        cluster.settle();
        assertThat(cluster.condition("p", "Complete")).startsWith("False");
        assertThat(cluster.status("p").path("startTime").asText()).isNotEqualTo(began);
        work(RUNNING);
        assertThat(cluster.made).containsExactly("node-00", "node-01", "node-01");

        cluster.prepull("p", "{'images':['a:1','b:1']}");
        work(RUNNING);
        assertThat(cluster.made).hasSize(5);
    }

    @Test
    void theAnnotationHasFailedNodesTriedAgain() {
        cluster.nodes(2).prepull("p", "{'images':['a:1'],'backoffLimit':0}");
        cluster.settle();
        cluster.kubelets(pod -> pod.at("/spec/nodeName").asText().equals("node-00"), RUNNING);
        cluster.kubelets(ALL, FAILS);
        cluster.settle();

        cluster.prepulls.get("p").withObject("/metadata/annotations").put("serai.dev/retry", "1");
        work(RUNNING);
        assertThat(cluster.made).containsExactly("node-00", "node-01", "node-01");
        assertThat(cluster.counts("p")).isEqualTo("2: 0 active, 2 succeeded, 0 failed, 0 skipped");
    }

    @Test
    void aPodOfATryBeforeDoesNotUseUpANewOne() {
        cluster.nodes(1).prepull("p", "{'images':['a:1'],'backoffLimit':0}");
        cluster.settle();
        cluster.kubelets(ALL, FAILS);
        cluster.prepulls.get("p").withObject("/metadata/annotations").put("serai.dev/retry", "1");
        work(RUNNING);
        assertThat(cluster.counts("p")).isEqualTo("1: 0 active, 1 succeeded, 0 failed, 0 skipped");
        assertThat(cluster.made).hasSize(2);
    }

    @Test
    void itIsRefreshedWhenTheTimeHasCome() {
        cluster.nodes(2).prepull("p", "{'images':['a:1'],'refreshSeconds':3600}");
        work(RUNNING);
        cluster.advance(Duration.ofSeconds(3599));
        cluster.settle();
        assertThat(cluster.made).hasSize(2);
        cluster.advance(Duration.ofSeconds(1));
        cluster.settle();
        assertThat(cluster.made).hasSize(4);
        assertThat(cluster.condition("p", "Complete")).startsWith("True");
        assertThat(cluster.condition("p", "Progressing")).startsWith("True");
        work(RUNNING);
        assertThat(cluster.pods).isEmpty();
        cluster.advance(Duration.ofSeconds(3600));
        work(RUNNING);
        assertThat(cluster.made).hasSize(6);
    }

    @Test
    void whatIsHeldIsHeldUntilItIsRefreshed() {
        cluster.nodes(2).prepull("p", "{'images':['a:1'],'refreshSeconds':3600,'retention':'Hold','parallelism':1}");
        work(RUNNING);
        Set<String> holders = Set.copyOf(cluster.pods.keySet());
        cluster.advance(Duration.ofSeconds(3600));
        cluster.settle();
        assertThat(cluster.pods).hasSize(3).containsKeys(holders.toArray(String[]::new));
        work(RUNNING);
        assertThat(cluster.pods).hasSize(2).doesNotContainKeys(holders.toArray(String[]::new));
    }

    @Test
    void whatIsFinishedGoesAfterItsTime() {
        cluster.nodes(1).prepull("p", "{'images':['a:1'],'ttlSecondsAfterFinished':60}");
        work(RUNNING);
        cluster.advance(Duration.ofSeconds(59));
        cluster.settle();
        assertThat(cluster.prepulls).hasSize(1);
        cluster.advance(Duration.ofSeconds(1));
        cluster.settle();
        assertThat(cluster.prepulls).isEmpty();
    }

    @Test
    void anImagePrepullThatIsGoneLeavesNoPods() {
        cluster.nodes(3).prepull("p", "{'images':['a:1']}");
        cluster.settle();
        cluster.prepulls.remove("p");
        cluster.settle();
        assertThat(cluster.pods).isEmpty();
    }

    @Test
    void anImagePrepullThatIsGoingLeavesNoPods() {
        cluster.nodes(3).prepull("p", "{'images':['a:1']}");
        cluster.settle();
        cluster.prepulls.get("p").withObject("/metadata").put("deletionTimestamp", "2026-01-01T00:00:00Z");
        cluster.settle();
        assertThat(cluster.pods).isEmpty();
    }

    @Test
    void aPodThatTheKubeletRejectsFailsItsTry() {
        cluster.nodes(1).prepull("p", "{'images':['a:1'],'backoffLimit':0}");
        cluster.settle();
        cluster.eachPod(pod -> pod.putObject("status")
                .put("phase", "Failed")
                .put("reason", "Evicted")
                .put("message", "The node was low on resource"));
        cluster.settle();
        assertThat(cluster.pods).isEmpty();
        assertThat(cluster.status("p").at("/details/0/reason").asText()).isEqualTo("Evicted");
    }

    @Test
    void oneRegistryIsAskedByNoMorePodsThanItMayBe() {
        cluster.planner = PlannedCluster.planner("auto", 3);
        cluster.nodes(10).prepull("a", "{'images':['r.example.com/a:1']}");
        cluster.prepull("b", "{'images':['r.example.com/b:1','other.example.com/b:1']}");
        cluster.prepull("c", "{'images':['other.example.com/c:1'],'parallelism':2}");
        cluster.settle();

        assertThat(cluster.pods.values())
                .filteredOn(pod -> pod.path("spec").toString().contains("r.example.com/"))
                .hasSizeLessThanOrEqualTo(5);
        assertThat(pulling("\"r.example.com/")).isEqualTo(3);
        assertThat(pulling("\"other.example.com/")).isEqualTo(3);
        assertThat(cluster.counts("a")).startsWith("10: 2 active");
        assertThat(cluster.counts("b")).startsWith("10: 1 active");
        work(RUNNING);
        assertThat(cluster.counts("a")).isEqualTo("10: 0 active, 10 succeeded, 0 failed, 0 skipped");
        assertThat(cluster.counts("b")).isEqualTo("10: 0 active, 10 succeeded, 0 failed, 0 skipped");
        assertThat(cluster.counts("c")).isEqualTo("10: 0 active, 10 succeeded, 0 failed, 0 skipped");
    }

    @Test
    void holdersTakeNoPlaceAtTheirRegistry() {
        cluster.planner = PlannedCluster.planner("image-volume", 1);
        cluster.nodes(3).prepull("a", "{'images':['r.example.com/a:1'],'retention':'Hold'}");
        work(RUNNING);
        assertThat(cluster.pods).hasSize(3);
        cluster.prepull("b", "{'images':['r.example.com/b:1']}");
        work(RUNNING);
        assertThat(cluster.counts("b")).isEqualTo("3: 0 active, 3 succeeded, 0 failed, 0 skipped");
    }

    @Test
    void whereThereIsNoNodeThereIsNothingToDo() {
        cluster.prepull("p", "{'images':['a:1']}");
        cluster.settle();
        assertThat(cluster.condition("p", "Complete")).startsWith("True");
        cluster.nodes(1);
        work(RUNNING);
        assertThat(cluster.counts("p")).isEqualTo("1: 0 active, 1 succeeded, 0 failed, 0 skipped");
    }

    @Test
    void theStatusStaysSmallWhateverHappens() {
        cluster.nodes(0);
        for (int i = 0; i < 300; i++) {
            cluster.node("a-node-with-a-name-as-long-as-they-are-%03d.eu-west-1.compute.internal".formatted(i));
        }
        String images = String.join(
                ",",
                IntStream.range(0, 64)
                        .mapToObj(i -> "'registry.example.com/%s/image-%d:1'".formatted("a".repeat(150), i))
                        .toList());
        cluster.prepull("p", "{'images':[%s],'parallelism':300,'backoffLimit':0}".formatted(images));
        cluster.settle();
        cluster.kubelets(ALL, "{'waiting':{'reason':'ErrImagePull','message':'%s'}}".formatted("m".repeat(2000)));
        cluster.settle();

        assertThat(cluster.counts("p")).isEqualTo("300: 0 active, 0 succeeded, 300 failed, 0 skipped");
        assertThat(cluster.status("p").path("details")).hasSize(100);
        assertThat(cluster.status("p").toString().length()).isLessThan(48 * 1024);
        assertThat(cluster.books.values())
                .allSatisfy(book -> assertThat(book.toString().length()).isLessThan(256 * 1024));
    }

    private long pulling(String registry) {
        return cluster.pods.values().stream()
                .filter(pod -> pod.path("spec").toString().contains(registry))
                .count();
    }

    /** Lets all pods end so, until nothing is left to be done. */
    private void work(String state) {
        cluster.settle();
        for (int wave = 0; wave < 100; wave++) {
            cluster.kubelets(ALL, state);
            List<String> before = List.copyOf(cluster.made);
            cluster.settle();
            if (before.equals(cluster.made) && cluster.pods.values().stream().allMatch(pod -> pod.has("status"))) {
                return;
            }
        }
        throw new AssertionError("it never ends");
    }

    private void fail(String state) {
        cluster.kubelets(ALL, state);
        cluster.settle();
    }

    private void awaitNextPod(int seconds) {
        cluster.advance(Duration.ofSeconds(seconds - 2));
        cluster.settle();
        assertThat(cluster.pods).isEmpty();
        cluster.advance(Duration.ofSeconds(2));
        cluster.settle();
        assertThat(cluster.pods).hasSize(1);
    }
}

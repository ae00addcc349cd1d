package dev.serai.prepull.plan;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whoever works is killed again and again, after any of its writes; now and then what the next one sees is a little old.
 * What a node's images do is chosen by chance, and fixed.
 */
class KilledPlannerTest {

    private static final int TRIES = 3;

    private enum Fate {
        PULLS("{'running':{}}"),
        CANNOT_START("{'terminated':{'reason':'StartError'}}"),
        FAILS("{'waiting':{'reason':'ErrImagePull'}}"),
        IS_SLOW("{'waiting':{'reason':'ContainerCreating'}}");

        private final String state;

        Fate(String state) {
            this.state = state;
        }

        boolean isGood() {
            return this == PULLS || this == CANNOT_START;
        }
    }

    private final PlannedCluster cluster = new PlannedCluster();
    private final TreeMap<String, Fate> fates = new TreeMap<>();
    private final Set<String> done = new HashSet<>();

    static LongStream seeds() {
        return LongStream.range(0, 150);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void nothingIsPulledTwiceAndNeverMoreAtATimeThanItMayBe(long seed) {
        var random = new Random(seed);
        boolean holds = random.nextInt(4) == 0;
        int parallelism = 1 + random.nextInt(5);
        cluster.nodes(1 + random.nextInt(15));
        cluster.nodes.keySet().forEach(node -> fates.put(node, Fate.values()[random.nextInt(Fate.values().length)]));
        cluster.prepull(
                "p",
                "{'images':['a:1','b:1'],'parallelism':%d,'timeoutSeconds':600,'backoffLimit':%d,'retention':'%s'}"
                        .formatted(parallelism, TRIES - 1, holds ? "Hold" : "Release"));

        for (int step = 0; step < 400; step++) {
            ClusterView seen = cluster.view();
            List<Action> actions = cluster.planner.plan(seen).actions();
            int before = random.nextInt(actions.size() + 1);
            actions.subList(0, before).forEach(action -> carryOut(action, holds, parallelism));
            if (random.nextInt(5) == 0) {
                // The next one begins with pods as they were, and with what is stored now.
                ClusterView old = new ClusterView(
                        seen.prepulls(),
                        seen.nodes(),
                        seen.pods(),
                        cluster.view().books(),
                        seen.apiServer(),
                        seen.now());
                cluster.planner.plan(old).actions().stream()
                        .filter(Action.Store.class::isInstance)
                        .forEach(action -> carryOut(action, holds, parallelism));
            }
            cluster.kubelets(pod -> random.nextInt(3) == 0, pod -> fate(pod).state);
            cluster.advance(Duration.ofSeconds(random.nextInt(20)));
        }
        end(holds, parallelism);

        var pods = cluster.made.stream()
                .collect(Collectors.groupingBy(Function.identity(), TreeMap::new, Collectors.counting()));
        assertThat(pods.keySet()).isEqualTo(fates.keySet());
        pods.forEach((node, made) -> assertThat(made)
                .as("pods on %s, which %s", node, fates.get(node))
                .isEqualTo(fates.get(node).isGood() ? 1 : TRIES));
        long good = fates.values().stream().filter(Fate::isGood).count();
        assertThat(cluster.counts("p"))
                .isEqualTo("%d: 0 active, %d succeeded, %d failed, 0 skipped"
                        .formatted(fates.size(), good, fates.size() - good));
        assertThat(cluster.pods).hasSize(holds ? (int) good : 0);
    }

    private void end(boolean holds, int parallelism) {
        int rounds = 0;
        while (!cluster.condition("p", "Complete").startsWith("True")
                || !cluster.plan().isEmpty()) {
            assertThat(rounds++).as("rounds").isLessThan(5_000);
            cluster.plan().forEach(action -> carryOut(action, holds, parallelism));
            cluster.kubelets(pod -> true, pod -> fate(pod).state);
            cluster.advance(Duration.ofSeconds(30));
        }
        assertThat(cluster.plan()).isEmpty();
    }

    private void carryOut(Action action, boolean holds, int parallelism) {
        if (action instanceof Action.Pull pull) {
            assertThat(done).as("pulled twice").doesNotContain(pull.node());
        }
        cluster.carryOut(action);
        if (action instanceof Action.Store store) {
            store.next().nodes().forEach((node, verdict) -> {
                if (verdict.isDone()) {
                    done.add(node);
                }
            });
        }
        List<String> busy = cluster.pods.values().stream()
                .map(pod -> pod.at("/spec/nodeName").asText())
                .filter(node -> !holds || !done.contains(node))
                .toList();
        assertThat(busy).hasSizeLessThanOrEqualTo(parallelism);
        assertThat(busy).allSatisfy(node -> assertThat(Collections.frequency(busy, node))
                .isEqualTo(1));
    }

    private Fate fate(ObjectNode pod) {
        return fates.get(pod.at("/spec/nodeName").asText());
    }
}

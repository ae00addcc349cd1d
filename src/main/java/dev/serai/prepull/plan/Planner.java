package dev.serai.prepull.plan;

import dev.serai.prepull.pod.MechanismChoice;
import dev.serai.prepull.pod.PullPod;
import dev.serai.prepull.pod.PullPodTemplate;
import dev.serai.prepull.spec.ImagePrepull;
import dev.serai.prepull.spec.ImagePrepullSpec;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Says what to write next. The same view gives the same plan: what was written and is not seen yet must be in the view.
 *
 * @param template makes the pods
 * @param mechanisms how each node pulls
 * @param perRegistry how many pods may pull from one registry at a time; 0 for any number
 */
public record Planner(PullPodTemplate template, MechanismChoice mechanisms, int perRegistry) {

    /**
     * What is to be done.
     *
     * @param actions the writes, in the order in which they are to be made
     * @param counts how many nodes are where, by the uid of the ImagePrepull
     */
    public record Plan(List<Action> actions, Map<String, NodeCounts> counts) {}

    /** What follows from a view. */
    public Plan plan(ClusterView view) {
        Map<String, List<PullPod>> pods = view.pods().stream().collect(Collectors.groupingBy(PullPod::owner));
        List<RunPlan> plans = view.prepulls().stream()
                .sorted(Comparator.comparing(ImagePrepull::created)
                        .thenComparing(ImagePrepull::namespace)
                        .thenComparing(ImagePrepull::name))
                .map(prepull -> new RunPlan(this, view, prepull, pods.getOrDefault(prepull.uid(), List.of())))
                .toList();
        plans.forEach(RunPlan::decide);
        start(plans);
        List<Action> actions = new ArrayList<>();
        plans.forEach(plan -> actions.addAll(plan.stores()));
        actions.addAll(orphans(view, pods));
        plans.forEach(plan -> actions.addAll(plan.work()));
        plans.forEach(plan -> actions.addAll(plan.status()));
        return new Plan(
                actions,
                plans.stream().collect(Collectors.toMap(plan -> plan.prepull().uid(), RunPlan::counts)));
    }

    // What the garbage collector is yet to find.
    private static List<Action> orphans(ClusterView view, Map<String, List<PullPod>> pods) {
        Set<String> known = view.prepulls().stream().map(ImagePrepull::uid).collect(Collectors.toSet());
        return pods.entrySet().stream()
                .filter(owned -> !known.contains(owned.getKey()))
                .map(Map.Entry::getValue)
                .flatMap(Collection::stream)
                .<Action>map(Action.Release::new)
                .toList();
    }

    // In turn, so that none of them takes all that a registry may give.
    private void start(List<RunPlan> plans) {
        Map<String, Integer> pulling = new HashMap<>();
        plans.forEach(plan -> add(pulling, plan.prepull().spec(), plan.occupied()));
        List<RunPlan> waiting = new ArrayList<>(plans);
        while (!waiting.isEmpty()) {
            waiting.removeIf(plan -> {
                ImagePrepullSpec spec = plan.prepull().spec();
                if (!mayPull(pulling, spec) || !plan.startNext()) {
                    return true;
                }
                add(pulling, spec, 1);
                return false;
            });
        }
    }

    private boolean mayPull(Map<String, Integer> pulling, ImagePrepullSpec spec) {
        return perRegistry == 0
                || spec.registries().stream().allMatch(registry -> pulling.getOrDefault(registry, 0) < perRegistry);
    }

    private static void add(Map<String, Integer> pulling, ImagePrepullSpec spec, int pods) {
        spec.registries().forEach(registry -> pulling.merge(registry, pods, Integer::sum));
    }
}

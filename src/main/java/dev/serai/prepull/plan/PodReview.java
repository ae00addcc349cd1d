package dev.serai.prepull.plan;

import dev.serai.kube.Sha256;
import dev.serai.prepull.plan.NodeVerdict.Phase;
import dev.serai.prepull.pod.PullPod;
import dev.serai.prepull.pod.WorkerNode;
import dev.serai.prepull.spec.ImagePrepull;
import dev.serai.prepull.spec.ImagePrepullSpec;
import dev.serai.prepull.verdict.PullMarks;
import dev.serai.prepull.verdict.PullVerdict;
import dev.serai.prepull.verdict.PullVerdict.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** What the pods of one ImagePrepull say: verdicts on nodes, which nodes are taken, and which pods are to go. */
final class PodReview {

    private final ClusterView view;
    private final ImagePrepull prepull;
    private final ImagePrepullSpec spec;
    private final VerdictBook stored;
    private final NextRun next;
    private final Map<String, WorkerNode> chosen;
    private final Map<String, NodeVerdict> verdicts;
    private final Map<String, PullPod> working = new TreeMap<>();
    private final Set<String> occupied = new HashSet<>();
    private final List<Action> work = new ArrayList<>();
    private final List<News> news = new ArrayList<>();

    PodReview(
            ClusterView view, ImagePrepull prepull, VerdictBook stored, NextRun next, Map<String, WorkerNode> chosen) {
        this.view = view;
        this.prepull = prepull;
        this.spec = prepull.spec();
        this.stored = stored;
        this.next = next;
        this.chosen = chosen;
        this.verdicts = new HashMap<>(next.kept());
        verdicts.entrySet().removeIf(entry -> !isOf(chosen.get(entry.getKey()), entry.getValue()));
    }

    /** Judges each pod. {@code holding} says on which nodes a pod can hold its images. */
    void judge(List<PullPod> pods, Predicate<WorkerNode> holding) {
        pods.forEach(this::judge);
        if (spec.holds() && !spec.suspended()) {
            loseHolders(pods, holding);
        }
    }

    /** The verdicts, with those of this review. */
    Map<String, NodeVerdict> verdicts() {
        return verdicts;
    }

    /** The pods at work, by node. */
    Map<String, PullPod> working() {
        return working;
    }

    /** The nodes with a pod that takes a place. */
    Set<String> occupied() {
        return occupied;
    }

    /** What is to be done with pods. */
    List<Action> work() {
        return work;
    }

    List<News> news() {
        return news;
    }

    /** Within which attempts tries count. */
    String attempts() {
        return Sha256.hex(prepull.generation() + " " + prepull.retry(), 10);
    }

    /** Deletes a pod. Until it is gone, it takes a place. */
    void release(PullPod pod) {
        occupied.add(pod.node());
        work.add(new Action.Release(pod));
    }

    /** Whether the time of the whole run is up. */
    boolean isPastDeadline() {
        PrepullRun run = next.run();
        return run.isOpen()
                && spec.activeDeadline()
                        .filter(deadline -> !view.now().isBefore(run.started().plus(deadline)))
                        .isPresent();
    }

    private void judge(PullPod pod) {
        WorkerNode node = chosen.get(pod.node());
        if (node == null) {
            release(pod);
        } else if (!pod.run().equals(next.run().id())) {
            judgeOld(pod, node);
        } else {
            NodeVerdict known = verdicts.get(pod.node());
            if (known != null && isJudged(pod, known)) {
                judgeDone(pod, known);
            } else {
                judgeWorking(pod, node);
            }
        }
    }

    private static boolean isJudged(PullPod pod, NodeVerdict known) {
        return known.isDone() || known.tries() > pod.tries();
    }

    private void judgeDone(PullPod pod, NodeVerdict known) {
        if (!stored.nodes().containsKey(pod.node())) {
            occupied.add(pod.node());
        } else if (known.phase() == Phase.SUCCEEDED && pod.holds() && !pod.ended()) {
            return;
        } else {
            release(pod);
        }
    }

    private void judgeWorking(PullPod pod, WorkerNode node) {
        Outcome outcome = pod.verdict().outcome();
        if (outcome == Outcome.PULLED) {
            occupied.add(pod.node());
            verdicts.put(pod.node(), NodeVerdict.succeeded(node.uid()));
            tell(pod, "Succeeded");
        } else if (spec.suspended() || !node.skipped().isEmpty()) {
            release(pod);
        } else if (outcome == Outcome.FAILED && !pod.attempts().equals(attempts())) {
            // It failed before the tries were counted anew.
            release(pod);
        } else if (outcome == Outcome.FAILED) {
            occupied.add(pod.node());
            fail(pod, node);
        } else {
            occupied.add(pod.node());
            working.put(pod.node(), pod);
            if (isPastDeadline()) {
                work.add(new Action.GiveUp(pod, PullMarks.DEADLINE_EXCEEDED));
            } else if (!view.now().isBefore(pod.created().plus(spec.timeout()))) {
                work.add(new Action.GiveUp(pod, PullMarks.TIMEOUT));
            }
        }
    }

    // A holder of the run before keeps its images until they are pulled anew.
    private void judgeOld(PullPod pod, WorkerNode node) {
        boolean holder = pod.holds() && !pod.ended() && pod.verdict().outcome() == Outcome.PULLED;
        NodeVerdict known = stored.nodes().get(node.name());
        boolean pulledAnew = known != null && known.isDone() && next.run().equals(stored.run());
        if (!holder || pulledAnew || !spec.holds() || !next.run().pulls().equals(pullsOf(pod))) {
            release(pod);
        }
    }

    private static String pullsOf(PullPod pod) {
        int end = pod.run().lastIndexOf('-');
        return end < 0 ? pod.run() : pod.run().substring(0, end);
    }

    // A holder that somebody took away holds nothing.
    private void loseHolders(List<PullPod> pods, Predicate<WorkerNode> holding) {
        Set<String> held = new HashSet<>();
        pods.stream()
                .filter(pod -> pod.run().equals(next.run().id()) && !pod.ended())
                .forEach(pod -> held.add(pod.node()));
        verdicts.entrySet()
                .removeIf(entry -> entry.getValue().phase() == Phase.SUCCEEDED
                        && stored.nodes().containsKey(entry.getKey())
                        && !held.contains(entry.getKey())
                        && isHolding(chosen.get(entry.getKey()), holding));
    }

    private void fail(PullPod pod, WorkerNode node) {
        int tries = pod.tries() + 1;
        PullVerdict verdict = pod.verdict();
        boolean last = tries > spec.backoffLimit() || verdict.reason().equals(PullMarks.DEADLINE_EXCEEDED);
        verdicts.put(
                pod.node(),
                last
                        ? NodeVerdict.failed(node.uid(), tries, verdict)
                        : NodeVerdict.waiting(node.uid(), tries, verdict, view.now()));
        tell(pod, last ? "Failed" : "TryFailed");
    }

    private void tell(PullPod pod, String phase) {
        PullVerdict verdict = pod.verdict();
        String message = verdict.images().isEmpty()
                ? verdict.message()
                : verdict.images().get(0).image() + ": " + verdict.message();
        news.add(new News(
                prepull, phase, pod.node(), verdict.reason(), message, Duration.between(pod.created(), view.now())));
    }

    private static boolean isHolding(@Nullable WorkerNode node, Predicate<WorkerNode> holding) {
        return node != null && holding.test(node);
    }

    private static boolean isOf(@Nullable WorkerNode node, NodeVerdict verdict) {
        return node != null && verdict.isOf(node.uid());
    }
}

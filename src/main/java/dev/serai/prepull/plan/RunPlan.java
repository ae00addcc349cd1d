package dev.serai.prepull.plan;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.serai.kube.Sha256;
import dev.serai.prepull.plan.NodeVerdict.Phase;
import dev.serai.prepull.pod.Mechanism;
import dev.serai.prepull.pod.PullPod;
import dev.serai.prepull.pod.PullPodTemplate;
import dev.serai.prepull.pod.WorkerNode;
import dev.serai.prepull.spec.ImagePrepull;
import dev.serai.prepull.spec.ImagePrepullSpec;
import dev.serai.prepull.verdict.PullMarks;
import dev.serai.prepull.verdict.PullVerdict;
import dev.serai.prepull.verdict.PullVerdict.Outcome;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The plan of one ImagePrepull. */
final class RunPlan {

    private static final JsonMapper JSON = new JsonMapper();

    private final Planner planner;
    private final ClusterView view;
    private final ImagePrepull prepull;
    private final ImagePrepullSpec spec;
    private final List<PullPod> pods;
    private final VerdictBook stored;
    private final NextRun next;
    private final Map<String, NodeVerdict> verdicts;
    private final Map<String, WorkerNode> chosen = new TreeMap<>();
    private final Map<String, PullPod> working = new TreeMap<>();
    private final Set<String> occupied = new HashSet<>();
    private final Set<String> skipped = new HashSet<>();
    private final Deque<WorkerNode> waiting = new ArrayDeque<>();
    private final List<Action> work = new ArrayList<>();
    private final List<News> news = new ArrayList<>();
    private int places;

    RunPlan(Planner planner, ClusterView view, ImagePrepull prepull, List<PullPod> pods) {
        this.planner = planner;
        this.view = view;
        this.prepull = prepull;
        this.spec = prepull.spec();
        this.pods = pods;
        this.stored = view.books().getOrDefault(prepull.uid(), VerdictBook.NONE);
        this.next = NextRun.of(prepull, stored, view.now());
        this.verdicts = new HashMap<>(next.kept());
        view.nodes().values().stream()
                .filter(node -> spec.nodes().test(node.labels()))
                .forEach(node -> chosen.put(node.name(), node));
    }

    ImagePrepull prepull() {
        return prepull;
    }

    /** How many nodes have a pod that takes a place. */
    int occupied() {
        return occupied.size();
    }

    /** Judges each pod and each node. */
    void decide() {
        if (prepull.deleting()) {
            pods.forEach(this::release);
            return;
        }
        verdicts.entrySet().removeIf(entry -> !isOf(chosen.get(entry.getKey()), entry.getValue()));
        pods.forEach(this::judge);
        loseHolders();
        for (WorkerNode node : chosen.values()) {
            NodeVerdict known = verdicts.get(node.name());
            if (working.containsKey(node.name()) || known != null && known.isDone()) {
                continue;
            }
            if (!node.skipped().isEmpty()) {
                skipped.add(node.name());
            } else if (isPastDeadline() && !spec.suspended()) {
                fail(node, PullMarks.DEADLINE_EXCEEDED);
            } else if (!occupied.contains(node.name())
                    && (known == null || !view.now().isBefore(known.notBefore()))) {
                waiting.add(node);
            }
        }
        places = spec.suspended() ? 0 : spec.parallelism().of(chosen.size()) - occupied.size();
    }

    /** Gives the next node its pod; returns whether there was one, and a place for it. */
    boolean startNext() {
        WorkerNode node = places > 0 ? waiting.poll() : null;
        if (node == null) {
            return false;
        }
        places--;
        NodeVerdict known = verdicts.get(node.name());
        int tries = known == null ? 0 : known.tries();
        var attempt = new PullPodTemplate.Try(
                node,
                planner.mechanisms().of(node, view.apiServer()),
                next.run().id(),
                tries,
                tries >= spec.backoffLimit(),
                attempts());
        work.add(new Action.Pull(prepull, node.name(), planner.template().pod(prepull, attempt)));
        return true;
    }

    /** What is to be stored before anything else. */
    List<Action> stores() {
        if (prepull.deleting()) {
            return List.of();
        }
        PrepullRun run = next.run();
        boolean complete = isDone() && !spec.suspended();
        if (run.isOpen() && complete) {
            run = run.completedAt(view.now());
            news.add(News.of(prepull, "Completed", counts().toString()));
        }
        if (run.equals(stored.run()) && verdicts.equals(stored.nodes())) {
            return List.of();
        }
        news.addAll(0, next.news());
        return List.of(new Action.Store(prepull, stored, new VerdictBook(stored.version(), run, verdicts), news));
    }

    /** Pods to make, to give up and to delete. */
    List<Action> work() {
        return work;
    }

    /** The status, if it is not what it should be, and the end of an object whose time is over. */
    List<Action> status() {
        PrepullRun run = stored.run();
        if (prepull.deleting() || run == null || run.generation() != prepull.generation()) {
            return List.of();
        }
        Instant completed = run.completed();
        if (!run.isOpen() && completed != null && isDone() && spec.ttl().isPresent()) {
            Duration ttl = spec.ttl().get();
            if (!view.now().isBefore(completed.plus(ttl))) {
                return List.of(new Action.Delete(prepull));
            }
        }
        var status = new StatusDocument(prepull, run, counts(), isHoldInVain(), view.now());
        var json = status.json(details());
        return isSame(json, prepull.status()) ? List.of() : List.of(new Action.WriteStatus(prepull, json));
    }

    // As text: a number that was read is of another type than one that was put.
    private static boolean isSame(JsonNode json, JsonNode known) {
        try {
            return JSON.readTree(json.toString()).equals(known);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
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
    private void loseHolders() {
        if (!spec.holds() || spec.suspended()) {
            return;
        }
        Set<String> held = new HashSet<>();
        pods.stream()
                .filter(pod -> pod.run().equals(next.run().id()) && !pod.ended())
                .forEach(pod -> held.add(pod.node()));
        verdicts.entrySet()
                .removeIf(entry -> entry.getValue().phase() == Phase.SUCCEEDED
                        && stored.nodes().containsKey(entry.getKey())
                        && !held.contains(entry.getKey())
                        && isHolding(chosen.get(entry.getKey())));
    }

    private boolean isHolding(@Nullable WorkerNode node) {
        return node != null && planner.mechanisms().of(node, view.apiServer()) == Mechanism.IMAGE_VOLUME;
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

    private void fail(WorkerNode node, String reason) {
        NodeVerdict known = verdicts.get(node.name());
        verdicts.put(
                node.name(),
                NodeVerdict.failed(
                        node.uid(),
                        known == null ? 0 : known.tries(),
                        new PullVerdict(Outcome.FAILED, reason, "", List.of())));
    }

    private void tell(PullPod pod, String phase) {
        PullVerdict verdict = pod.verdict();
        String message = verdict.images().isEmpty()
                ? verdict.message()
                : verdict.images().get(0).image() + ": " + verdict.message();
        news.add(new News(
                prepull, phase, pod.node(), verdict.reason(), message, Duration.between(pod.created(), view.now())));
    }

    private void release(PullPod pod) {
        occupied.add(pod.node());
        work.add(new Action.Release(pod));
    }

    private String attempts() {
        return Sha256.hex(prepull.generation() + " " + prepull.retry(), 10);
    }

    private boolean isPastDeadline() {
        PrepullRun run = next.run();
        return run.isOpen()
                && spec.activeDeadline()
                        .filter(deadline -> !view.now().isBefore(run.started().plus(deadline)))
                        .isPresent();
    }

    private boolean isDone() {
        return chosen.keySet().stream()
                .allMatch(node -> skipped.contains(node)
                        || verdicts.containsKey(node) && verdicts.get(node).isDone());
    }

    private boolean isHoldInVain() {
        return spec.holds() && chosen.values().stream().anyMatch(node -> !isHolding(node));
    }

    private static boolean isOf(@Nullable WorkerNode node, NodeVerdict verdict) {
        return node != null && verdict.isOf(node.uid());
    }

    /** How many nodes are where. */
    NodeCounts counts() {
        return NodeCounts.of(chosen.keySet(), working.keySet(), skipped, verdicts);
    }

    private List<NodeDetail> details() {
        List<NodeDetail> details = new ArrayList<>();
        working.values().forEach(pod -> details.add(NodeDetail.active(pod)));
        new TreeMap<>(verdicts).forEach((node, verdict) -> {
            if (verdict.phase() == Phase.FAILED) {
                details.add(NodeDetail.failed(node, verdict));
            }
        });
        chosen.values().stream()
                .filter(node -> skipped.contains(node.name()))
                .forEach(node -> details.add(NodeDetail.skipped(node)));
        return details;
    }
}

package dev.serai.prepull.plan;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
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
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

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
    private final Map<String, WorkerNode> chosen = new TreeMap<>();
    private final PodReview review;
    private final Set<String> skipped = new HashSet<>();
    private final Deque<WorkerNode> waiting = new ArrayDeque<>();
    private int places;

    RunPlan(Planner planner, ClusterView view, ImagePrepull prepull, List<PullPod> pods) {
        this.planner = planner;
        this.view = view;
        this.prepull = prepull;
        this.spec = prepull.spec();
        this.pods = pods;
        this.stored = view.books().getOrDefault(prepull.uid(), VerdictBook.NONE);
        this.next = NextRun.of(prepull, stored, view.now());
        view.nodes().values().stream()
                .filter(node -> spec.nodes().test(node.labels()))
                .forEach(node -> chosen.put(node.name(), node));
        this.review = new PodReview(view, prepull, stored, next, chosen);
    }

    ImagePrepull prepull() {
        return prepull;
    }

    /** How many nodes have a pod that takes a place. */
    int occupied() {
        return review.occupied().size();
    }

    /** Judges each pod and each node. */
    void decide() {
        if (prepull.deleting()) {
            pods.forEach(review::release);
            return;
        }
        review.judge(pods, this::isHolding);
        for (WorkerNode node : chosen.values()) {
            NodeVerdict known = review.verdicts().get(node.name());
            if (review.working().containsKey(node.name()) || known != null && known.isDone()) {
                continue;
            }
            if (!node.skipped().isEmpty()) {
                skipped.add(node.name());
            } else if (review.isPastDeadline() && !spec.suspended()) {
                fail(node, PullMarks.DEADLINE_EXCEEDED);
            } else if (!review.occupied().contains(node.name())
                    && (known == null || !view.now().isBefore(known.notBefore()))) {
                waiting.add(node);
            }
        }
        places = spec.suspended()
                ? 0
                : spec.parallelism().of(chosen.size()) - review.occupied().size();
    }

    /** Gives the next node its pod; returns whether there was one, and a place for it. */
    boolean startNext() {
        WorkerNode node = places > 0 ? waiting.poll() : null;
        if (node == null) {
            return false;
        }
        places--;
        NodeVerdict known = review.verdicts().get(node.name());
        int tries = known == null ? 0 : known.tries();
        var attempt = new PullPodTemplate.Try(
                node,
                planner.mechanisms().of(node, view.apiServer()),
                next.run().id(),
                tries,
                tries >= spec.backoffLimit(),
                review.attempts());
        review.work()
                .add(new Action.Pull(prepull, node.name(), planner.template().pod(prepull, attempt)));
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
            review.news().add(News.of(prepull, "Completed", counts().toString()));
        }
        if (run.equals(stored.run()) && review.verdicts().equals(stored.nodes())) {
            return List.of();
        }
        review.news().addAll(0, next.news());
        return List.of(new Action.Store(
                prepull, stored, new VerdictBook(stored.version(), run, review.verdicts()), review.news()));
    }

    /** Pods to make, to give up and to delete. */
    List<Action> work() {
        return review.work();
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

    private boolean isHolding(WorkerNode node) {
        return planner.mechanisms().of(node, view.apiServer()) == Mechanism.IMAGE_VOLUME;
    }

    private void fail(WorkerNode node, String reason) {
        NodeVerdict known = review.verdicts().get(node.name());
        review.verdicts()
                .put(
                        node.name(),
                        NodeVerdict.failed(
                                node.uid(),
                                known == null ? 0 : known.tries(),
                                new PullVerdict(Outcome.FAILED, reason, "", List.of())));
    }

    private boolean isDone() {
        return chosen.keySet().stream()
                .allMatch(node -> skipped.contains(node)
                        || review.verdicts().containsKey(node)
                                && review.verdicts().get(node).isDone());
    }

    private boolean isHoldInVain() {
        return spec.holds() && chosen.values().stream().anyMatch(node -> !isHolding(node));
    }

    /** How many nodes are where. */
    NodeCounts counts() {
        return NodeCounts.of(chosen.keySet(), review.working().keySet(), skipped, review.verdicts());
    }

    private List<NodeDetail> details() {
        List<NodeDetail> details = new ArrayList<>();
        review.working().values().forEach(pod -> details.add(NodeDetail.active(pod)));
        new TreeMap<>(review.verdicts()).forEach((node, verdict) -> {
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

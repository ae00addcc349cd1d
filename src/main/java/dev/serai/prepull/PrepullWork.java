package dev.serai.prepull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.serai.cluster.ApiRequest;
import dev.serai.cluster.ApiServer;
import dev.serai.prepull.plan.Action;
import dev.serai.prepull.plan.ClusterView;
import dev.serai.prepull.plan.News;
import dev.serai.prepull.plan.Planner;
import dev.serai.prepull.pod.PullPod;
import dev.serai.prepull.pod.WorkerNode;
import dev.serai.prepull.spec.ImagePrepull;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The work of the replica that has the Lease: what it watches, and what it has written and is yet to see. */
final class PrepullWork implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(PrepullWork.class);
    private static final JsonMapper JSON = new JsonMapper();
    // What the time alone brings about is noticed by then.
    private static final Duration LOOK = Duration.ofSeconds(1);
    private static final int MOST_NEWS = 1_000;

    /** What is known while this replica works. */
    private static final class Session {
        private final WatchedCluster cluster;
        private final StoredBooks books;
        private final UnseenPods unseen = new UnseenPods();
        private final WrittenStatuses statuses = new WrittenStatuses();
        private final Deque<News> news = new ArrayDeque<>();
        private final Map<String, String> refusals = new HashMap<>();
        private Instant planned = Instant.EPOCH;
        private @Nullable String version;
        private String reason = "";

        Session(WatchedCluster cluster, StoredBooks books) {
            this.cluster = cluster;
            this.books = books;
        }
    }

    private final Supplier<WatchedCluster> watch;
    private final ApiServer apiServer;
    private final Planner planner;
    private final PrepullMetrics metrics;
    private final Clock clock;
    private @Nullable Session session;

    PrepullWork(
            Supplier<WatchedCluster> watch, ApiServer apiServer, Planner planner, PrepullMetrics metrics, Clock clock) {
        this.watch = watch;
        this.apiServer = apiServer;
        this.planner = planner;
        this.metrics = metrics;
        this.clock = clock;
    }

    /** What is to be done; begins to watch if it does not yet. {@code writes} says how many writes there are left. */
    synchronized List<Object> plan(int writes) {
        Session now = session;
        if (now == null) {
            now = new Session(watch.get(), new StoredBooks(apiServer));
            session = now;
        }
        Optional<String> reason = now.cluster.notReadyReason();
        if (reason.isPresent()) {
            if (!reason.get().equals(now.reason)) {
                LOG.info("ImagePrepulls wait: {}", reason.get());
                now.reason = reason.get();
            }
            return List.of();
        }
        Instant time = clock.instant();
        boolean changed = now.cluster.hasChanged();
        if (writes == 0 || !changed && time.isBefore(now.planned.plus(LOOK))) {
            now.cluster.remind(changed);
            return List.of();
        }
        now.planned = time;
        return plan(now, time, writes);
    }

    private List<Object> plan(Session now, Instant time, int writes) {
        Collection<ImagePrepull> prepulls = now.cluster.prepulls();
        // Before the pods: what was written up to here is among them.
        long version = now.cluster.podVersion();
        Collection<PullPod> pods = now.unseen.with(now.cluster.pods(), version);
        Set<String> known = prepulls.stream().map(ImagePrepull::uid).collect(Collectors.toSet());
        List<PullPod> certain = pods.stream()
                .filter(pod -> known.contains(pod.owner()) || now.books.isOrphan(pod))
                .toList();
        Map<String, WorkerNode> nodes =
                now.cluster.nodes().stream().collect(Collectors.toMap(WorkerNode::name, Function.identity()));
        Planner.Plan plan =
                planner.plan(new ClusterView(prepulls, nodes, certain, now.books.of(prepulls), version(now), time));
        metrics.nodes(prepulls, plan.counts());
        List<Object> parts = new ArrayList<>();
        while (parts.size() < writes && !now.news.isEmpty()) {
            parts.add(now.news.remove());
        }
        plan.actions().stream().filter(action -> isDue(now, action, time)).forEach(parts::add);
        return parts;
    }

    /** A write was answered. */
    synchronized void written(Action action, JsonNode answer) {
        Session now = session;
        if (now == null) {
            return;
        }
        String version = answer.path("metadata").path("resourceVersion").asText();
        if (action instanceof Action.Store store) {
            now.books.stored(store.prepull(), store.next().at(version));
            store.news().stream()
                    .limit(Math.max(0, MOST_NEWS - now.news.size()))
                    .forEach(now.news::add);
            now.cluster.remind(true);
        } else if (action instanceof Action.Pull || action instanceof Action.GiveUp) {
            PullPod pod = PullPod.parse(answer.toString().getBytes(StandardCharsets.UTF_8));
            now.unseen.wrote(pod, Long.parseLong(version));
        } else if (action instanceof Action.Release release) {
            now.unseen.deleted(release.pod(), clock.instant());
        } else if (action instanceof Action.WriteStatus write) {
            now.statuses.written(write, answer.path("status"), clock.instant());
        }
    }

    /** A write was refused with this code, or nobody knows whether it was made: 0. */
    synchronized void refused(Action action, int code, String message) {
        Session now = session;
        if (now == null) {
            return;
        }
        now.cluster.remind(true);
        if (action instanceof Action.Store store) {
            now.books.forget(store.prepull());
        } else if (action instanceof Action.Release release && code == 404) {
            now.unseen.deleted(release.pod(), clock.instant());
        } else if (action instanceof Action.Pull pull && code != 409 && code != 0) {
            String reason = code + message;
            if (!reason.equals(now.refusals.put(pull.prepull().uid(), reason))) {
                now.news.add(new News(
                        pull.prepull(), "Refused", pull.node(), Integer.toString(code), message, Duration.ZERO));
            }
        }
    }

    @Override
    public synchronized void close() {
        if (session != null) {
            session.cluster.close();
            session = null;
        }
    }

    private static boolean isDue(Session now, Action action, Instant time) {
        if (action instanceof Action.Release release) {
            return !now.unseen.isBeingDeleted(release.pod(), time);
        }
        return !(action instanceof Action.WriteStatus write) || now.statuses.isDue(write, time);
    }

    private String version(Session now) {
        String known = now.version;
        if (known == null) {
            byte[] answer = apiServer
                    .send(ApiRequest.get("/version", null, Map.of("Accept", "application/json")))
                    .body();
            try {
                known = Objects.requireNonNull(
                        JSON.readTree(answer).path("gitVersion").asText());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            now.version = known;
        }
        return known;
    }
}

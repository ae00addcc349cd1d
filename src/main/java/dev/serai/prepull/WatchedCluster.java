package dev.serai.prepull;

import dev.serai.cache.ResourceCache;
import dev.serai.cache.ResourceCaches;
import dev.serai.cache.object.ServerSelector;
import dev.serai.cache.store.Change;
import dev.serai.cache.store.ChangeListener;
import dev.serai.kube.GroupResource;
import dev.serai.prepull.pod.PullPod;
import dev.serai.prepull.pod.WorkerNode;
import dev.serai.prepull.spec.ImagePrepull;
import dev.serai.prepull.verdict.PullMarks;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Clock;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * What the API server has of nodes, ImagePrepulls and the pods that pull. It is watched only while this replica is the
 * one that works.
 */
final class WatchedCluster implements AutoCloseable {

    private static final GroupResource NODES = new GroupResource("nodes", "");
    // Nobody resumes a watch of these caches.
    private static final int HISTORY = 1;

    private final ResourceCaches caches;
    private final ResourceCache nodeCache;
    private final ResourceCache podCache;
    private final ResourceCache prepullCache;
    private final ParsedObjects<WorkerNode> nodes = new ParsedObjects<>(WorkerNode::parse);
    private final ParsedObjects<PullPod> pods = new ParsedObjects<>(PullPod::parse);
    private final ParsedObjects<ImagePrepull> prepulls = new ParsedObjects<>(ImagePrepull::parse);
    private final AtomicBoolean changed = new AtomicBoolean(true);

    WatchedCluster(KubernetesClient client, Clock clock) {
        caches = new ResourceCaches(
                Map.of(
                        NODES,
                        ServerSelector.ALL,
                        GroupResource.PODS,
                        ServerSelector.ofLabels(PullMarks.PREPULL),
                        ImagePrepull.RESOURCE,
                        ServerSelector.ALL),
                HISTORY,
                client,
                clock);
        nodeCache = caches.of(NODES).orElseThrow();
        podCache = caches.of(GroupResource.PODS).orElseThrow();
        prepullCache = caches.of(ImagePrepull.RESOURCE).orElseThrow();
        var listener = new ChangeListener() {
            @Override
            public void changed(Change change) {
                changed.set(true);
            }
        };
        caches.all().forEach(cache -> cache.subscribe(listener));
        caches.start();
    }

    /** Why nothing can be planned; empty if it can. */
    Optional<String> notReadyReason() {
        return caches.all().stream()
                .filter(cache -> cache.served().isEmpty())
                .map(cache -> cache.notReadyReason().orElse(cache.resource() + " is not served"))
                .findFirst();
    }

    /** Whether something has changed since the last call. */
    boolean hasChanged() {
        return changed.getAndSet(false);
    }

    /** Something is yet to be planned. */
    void remind(boolean again) {
        if (again) {
            changed.set(true);
        }
    }

    Collection<WorkerNode> nodes() {
        return nodes.of(nodeCache.snapshot());
    }

    Collection<ImagePrepull> prepulls() {
        return prepulls.of(prepullCache.snapshot());
    }

    Collection<PullPod> pods() {
        return pods.of(podCache.snapshot());
    }

    /** The version up to which the pods are known; at least what it is when the pods are asked for after it. */
    long podVersion() {
        return podCache.version();
    }

    @Override
    public void close() {
        caches.close();
    }
}

package dev.serai.prepull.plan;

import dev.serai.prepull.pod.PullPod;
import dev.serai.prepull.pod.WorkerNode;
import dev.serai.prepull.spec.ImagePrepull;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;

/**
 * All that a plan is made of.
 *
 * @param prepulls the ImagePrepulls
 * @param nodes the nodes by name
 * @param pods all pods that pull
 * @param books what is stored, by the uid of the ImagePrepull
 * @param apiServer the API server's version, such as {@code v1.35.4}
 * @param now the time
 */
public record ClusterView(
        Collection<ImagePrepull> prepulls,
        Map<String, WorkerNode> nodes,
        Collection<PullPod> pods,
        Map<String, VerdictBook> books,
        String apiServer,
        Instant now) {}

package dev.serai.prepull.plan;

import dev.serai.prepull.plan.NodeVerdict.Phase;
import java.util.Map;
import java.util.Set;

/**
 * How many nodes are where.
 *
 * @param desired all that are chosen
 * @param active with a pod at work
 * @param succeeded where all images are
 * @param failed that are not tried again
 * @param skipped that cannot work now
 * @param waiting for their next try
 */
public record NodeCounts(int desired, int active, int succeeded, int failed, int skipped, int waiting) {

    static NodeCounts of(
            Set<String> chosen, Set<String> working, Set<String> skipped, Map<String, NodeVerdict> verdicts) {
        return new NodeCounts(
                chosen.size(),
                working.size(),
                count(verdicts, Phase.SUCCEEDED),
                count(verdicts, Phase.FAILED),
                skipped.size(),
                count(verdicts, Phase.WAITING));
    }

    /** How many are neither at work nor waiting for it. */
    public int done() {
        return succeeded + failed + skipped;
    }

    private static int count(Map<String, NodeVerdict> verdicts, Phase phase) {
        return (int) verdicts.values().stream()
                .filter(verdict -> verdict.phase() == phase)
                .count();
    }

    @Override
    public String toString() {
        return "%d of %d nodes succeeded, %d failed, %d are skipped".formatted(succeeded, desired, failed, skipped);
    }
}

package dev.serai.prepull.plan;

import dev.serai.prepull.spec.ImagePrepull;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The run that is to be worked off now.
 *
 * @param run the run
 * @param kept the verdicts that hold in it
 * @param news what is new by it
 */
record NextRun(PrepullRun run, Map<String, NodeVerdict> kept, List<News> news) {

    static NextRun of(ImagePrepull prepull, VerdictBook stored, Instant now) {
        PrepullRun run = stored.run();
        if (run == null) {
            return begun(prepull, PrepullRun.of(prepull, 0, now), Map.of());
        }
        if (run.generation() != prepull.generation()) {
            // A node that has pulled just this need not do it again, whatever else has changed.
            boolean same = run.pulls().equals(prepull.spec().pullDigest());
            return begun(
                    prepull,
                    PrepullRun.of(prepull, same ? run.refresh() : 0, now),
                    same ? succeeded(stored) : Map.of());
        }
        if (!run.retry().equals(prepull.retry())) {
            return new NextRun(run.retried(prepull.retry()), succeeded(stored), List.of());
        }
        Instant completed = run.completed();
        Duration refresh = prepull.spec().refresh();
        if (!refresh.isZero()
                && !run.suspended()
                && !run.isOpen()
                && completed != null
                && !now.isBefore(completed.plus(refresh))) {
            return begun(prepull, run.refreshed(now), Map.of());
        }
        return new NextRun(run, stored.nodes(), List.of());
    }

    private static NextRun begun(ImagePrepull prepull, PrepullRun run, Map<String, NodeVerdict> kept) {
        String phase = run.suspended() ? "Suspended" : "Started";
        String message = run.suspended()
                ? "nothing is pulled while spec.suspend is true"
                : "%d images are pulled".formatted(prepull.spec().images().size());
        return new NextRun(run, kept, List.of(News.of(prepull, phase, message)));
    }

    private static Map<String, NodeVerdict> succeeded(VerdictBook stored) {
        return stored.nodes().entrySet().stream()
                .filter(entry -> entry.getValue().phase() == NodeVerdict.Phase.SUCCEEDED)
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }
}

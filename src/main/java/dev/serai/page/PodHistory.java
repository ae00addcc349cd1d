package dev.serai.page;

import dev.serai.cache.ResourceCache;
import dev.serai.cache.store.Change;
import java.util.List;

/** The changes of pods that the cache remembers anyway. Reading them parses pods: not on the event loop. */
final class PodHistory {

    private final ResourceCache pods;

    PodHistory(ResourceCache pods) {
        this.pods = pods;
    }

    /** The newest {@code most}, oldest first. */
    List<PodChangeLine> last(int most) {
        return after(pods.oldestVersion(), most);
    }

    /**
     * The newest {@code most} after {@code version}, oldest first. If changes so old are no longer known, those that
     * are.
     */
    List<PodChangeLine> after(long version, int most) {
        List<Change> known = pods.changesAfter(version)
                .or(() -> pods.changesAfter(pods.oldestVersion()))
                .orElse(List.of());
        return known.subList(Math.max(0, known.size() - most), known.size()).stream()
                .map(PodChangeLine::of)
                .toList();
    }
}

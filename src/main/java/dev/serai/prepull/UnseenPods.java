package dev.serai.prepull;

import dev.serai.prepull.pod.PullPod;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/** Pods as they were answered to a write, until the watch shows them. */
final class UnseenPods {

    // A delete that has not been seen after this time is sent again.
    private static final Duration SEEN_BY_THEN = Duration.ofSeconds(5);

    private record Written(PullPod pod, long version) {}

    private final Map<String, Written> written = new HashMap<>();
    private final Map<String, Instant> deleted = new HashMap<>();

    void wrote(PullPod pod, long version) {
        written.put(pod.uid(), new Written(pod, version));
    }

    void deleted(PullPod pod, Instant now) {
        written.remove(pod.uid());
        deleted.put(pod.uid(), now);
    }

    /** Whether a delete was sent a moment ago. */
    boolean isBeingDeleted(PullPod pod, Instant now) {
        Instant sent = deleted.get(pod.uid());
        return sent != null && now.isBefore(sent.plus(SEEN_BY_THEN));
    }

    /** The pods of a cache that is known up to {@code version}, and what was written after it. */
    Collection<PullPod> with(Collection<PullPod> cached, long version) {
        written.values().removeIf(pod -> pod.version() <= version);
        Map<String, PullPod> pods = new LinkedHashMap<>();
        cached.forEach(pod -> pods.put(pod.uid(), pod));
        deleted.keySet().retainAll(pods.keySet());
        written.values().forEach(pod -> pods.put(pod.pod().uid(), pod.pod()));
        return pods.values();
    }
}

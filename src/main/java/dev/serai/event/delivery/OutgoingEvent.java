package dev.serai.event.delivery;

import dev.serai.event.pod.OptionWords;
import dev.serai.event.pod.PodChange;
import dev.serai.event.pod.PodChanges;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One CloudEvent that a subscription receives because of an event.
 *
 * @param id its id: the same for each repetition, and for no other event
 * @param type its type
 * @param change the change of a pod; null if it is the event itself
 * @param container the container that changed; null if it is the pod
 */
record OutgoingEvent(
        String id,
        String type,
        @Nullable PodChange change,
        @Nullable String container) {

    // They tell of an image. The pod is only the way.
    private static final Set<PodChange> PREPULLS =
            EnumSet.of(PodChange.IMAGE_PREPULLED, PodChange.IMAGE_PREPULL_FAILED);
    private static final String IMAGE = "image-";

    static OutgoingEvent of(WatchEvent event) {
        return new OutgoingEvent(event.id(), "dev.serai.resource." + event.typeName(), null, null);
    }

    static OutgoingEvent of(WatchEvent event, PodChanges.Found found) {
        String name = OptionWords.word(found.change());
        String last = found.container() == null ? "" : "-" + found.container();
        return new OutgoingEvent(
                "%s-%s-%s%s".formatted(event.idBase(), event.resourceVersion(), name, last),
                PREPULLS.contains(found.change())
                        ? "dev.serai.image." + name.substring(IMAGE.length())
                        : "dev.serai.pod." + name,
                found.change(),
                found.container());
    }

    /** A pod is gone. The id differs from that of the event itself, which may go the same way. */
    static OutgoingEvent ofDeleted(WatchEvent event) {
        return new OutgoingEvent(event.idBase() + "-pod-deleted", "dev.serai.pod.deleted", PodChange.DELETED, null);
    }
}

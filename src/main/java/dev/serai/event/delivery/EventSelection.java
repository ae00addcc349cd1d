package dev.serai.event.delivery;

import com.fasterxml.jackson.databind.node.MissingNode;
import dev.serai.cache.store.Change;
import dev.serai.event.pod.PodChange;
import dev.serai.event.pod.PodChanges;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a subscription wants to receive: events themselves, and changes of pods. */
public final class EventSelection {

    private final Set<Change.Type> events;
    private final Set<PodChange> changes;

    public EventSelection(Set<Change.Type> events, Set<PodChange> changes) {
        this.events = events;
        this.changes = changes;
    }

    /** Whether it needs the state before an event. */
    boolean compare() {
        return !changes.isEmpty();
    }

    private static boolean isPod(EventDocument document) {
        return document.tree().path("kind").asText("Pod").equals("Pod");
    }

    /** The events to send for one event, in order. {@code before} is null if the sink knew nothing of the object. */
    List<OutgoingEvent> of(WatchEvent event, @Nullable EventDocument before, EventDocument after) {
        var outgoing = new ArrayList<OutgoingEvent>();
        if (events.contains(event.type())) {
            outgoing.add(OutgoingEvent.of(event));
        }
        if (compare() && isPod(after)) {
            PodChanges.between(before == null ? MissingNode.getInstance() : before.tree(), after.tree()).stream()
                    .filter(found -> changes.contains(found.change()))
                    .forEach(found -> outgoing.add(OutgoingEvent.of(event, found)));
            if (event.isDelete() && !event.deselected() && changes.contains(PodChange.DELETED)) {
                outgoing.add(OutgoingEvent.ofDeleted(event));
            }
        }
        return outgoing;
    }
}

package dev.serai.event.delivery;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.serai.cache.store.Change;
import dev.serai.event.pod.PodChange;
import dev.serai.event.pod.PodChanges;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** What a subscription asked to be told: of events themselves, and of changes of pods that they bring. */
public final class EventSelection {

    private final Set<Change.Type> events;
    private final Set<PodChange> changes;
    private final ObjectMapper mapper = new ObjectMapper();

    public EventSelection(Set<Change.Type> events, Set<PodChange> changes) {
        this.events = events;
        this.changes = changes;
    }

    /** Whether the state before an event is needed to tell what it brings. */
    boolean compare() {
        return !changes.isEmpty();
    }

    /** What an event is told as, in order. {@code before} is null where the sink knew nothing of the object. */
    List<OutgoingEvent> of(WatchEvent event, byte[] before, byte[] after) {
        var notices = new ArrayList<OutgoingEvent>();
        if (events.contains(event.type())) {
            notices.add(OutgoingEvent.of(event));
        }
        if (compare()) {
            PodChanges.between(tree(before), tree(after)).stream()
                    .filter(found -> changes.contains(found.change()))
                    .forEach(found -> notices.add(OutgoingEvent.of(event, found)));
            if (event.isDelete() && !event.deselected() && changes.contains(PodChange.DELETED)) {
                notices.add(OutgoingEvent.ofDeleted(event));
            }
        }
        return notices;
    }

    private JsonNode tree(byte[] document) {
        try {
            return document == null ? MissingNode.getInstance() : mapper.readTree(document);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

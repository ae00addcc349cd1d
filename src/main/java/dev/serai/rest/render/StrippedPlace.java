package dev.serai.rest.render;

import dev.serai.cache.object.StrippedFields;
import dev.serai.rest.wire.Representation;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A place in a document, and the places below it where something is stripped. */
final class StrippedPlace {

    private final Map<String, StrippedPlace> members = new HashMap<>();
    private @Nullable StrippedPlace each;
    private boolean dropped;

    private StrippedPlace() {}

    /** The root of a whole answer to a read of this kind; {@code table}: the answer may be a table. */
    static StrippedPlace root(StrippedFields stripped, Representation.Kind kind, boolean table) {
        var root = new StrippedPlace();
        StrippedPlace object =
                switch (kind) {
                    case OBJECT -> root;
                    case LIST -> root.added("items").elements();
                    case WATCH -> root.added("object");
                };
        object.strip(stripped);
        if (table) {
            StrippedPlace whole = kind == Representation.Kind.LIST ? root : object;
            whole.added("rows").elements().added("object").strip(stripped);
        }
        return root;
    }

    /** The place of a member; null if nothing there or below it is stripped. */
    @Nullable
    StrippedPlace member(String name) {
        return members.get(name);
    }

    /** The place of each element of an array; null if nothing below it is stripped. */
    @Nullable
    StrippedPlace each() {
        return each;
    }

    /** Whether the value here is left out. */
    boolean isDropped() {
        return dropped;
    }

    /** Whether something is stripped below a container that begins with this brace or bracket. */
    boolean isKnownIn(byte begin) {
        return begin == '{' ? !members.isEmpty() : each != null;
    }

    private void strip(StrippedFields stripped) {
        for (String path : stripped.paths()) {
            StrippedPlace place = this;
            // Annotations have dots in their names; no other path has more than one dot.
            for (String member : path.split("\\.", path.startsWith("metadata.annotations.") ? 3 : 2)) {
                place = place.added(member);
            }
            place.dropped = true;
        }
    }

    private StrippedPlace added(String name) {
        return members.computeIfAbsent(name, added -> new StrippedPlace());
    }

    private StrippedPlace elements() {
        each = each == null ? new StrippedPlace() : each;
        return each;
    }
}

package dev.serai.cache.store;

import dev.serai.cache.object.CachedObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The objects of one moment by the value of a field. Whoever lists the pods of one application or one node need not
 * walk over all others. It is made when a field is asked for the second time in that moment: for objects that change
 * more often than they are listed, it would cost more than it saves.
 */
final class ObjectIndex {

    // Each index refers to each object once. For more fields between two changes, all objects are walked.
    private static final int MOST_FIELDS = 8;
    private static final Map<String, List<CachedObject>> ASKED_FOR_ONCE = Map.of();

    private final List<CachedObject> objects;
    private final Map<String, Map<String, List<CachedObject>>> byField = new HashMap<>();

    /** {@code objects} must not change. */
    ObjectIndex(List<CachedObject> objects) {
        this.objects = objects;
    }

    /** Objects in their order that include all that meet {@code term}; others may be among them. */
    synchronized List<CachedObject> candidates(IndexTerm term) {
        Map<String, List<CachedObject>> byValue = byField.get(term.field());
        if (byValue == null) {
            if (byField.size() < MOST_FIELDS) {
                byField.put(term.field(), ASKED_FOR_ONCE);
            }
            return objects;
        }
        if (byValue == ASKED_FOR_ONCE) {
            byValue = byValue(term);
            byField.put(term.field(), byValue);
        }
        return byValue.getOrDefault(term.value(), List.of());
    }

    private Map<String, List<CachedObject>> byValue(IndexTerm term) {
        Map<String, List<CachedObject>> byValue = new HashMap<>();
        for (CachedObject object : objects) {
            String value = term.of().apply(object);
            if (value != null) {
                // In many fields each value occurs only once.
                byValue.computeIfAbsent(value, first -> new ArrayList<>(1)).add(object);
            }
        }
        return byValue;
    }
}

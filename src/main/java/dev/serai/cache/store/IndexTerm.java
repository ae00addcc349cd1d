package dev.serai.cache.store;

import dev.serai.cache.object.CachedObject;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A term of a selector that one value of one field alone can meet.
 *
 * @param field the field's path; two terms of the same field have the same
 * @param of the field of an object; null where the object has none
 * @param value the value
 */
public record IndexTerm(String field, Function<CachedObject, @Nullable String> of, String value) {

    /** The term that a label and its value make. */
    public static IndexTerm ofLabel(Map.Entry<String, String> label) {
        String key = label.getKey();
        return new IndexTerm("metadata.labels." + key, object -> object.labels().get(key), label.getValue());
    }
}

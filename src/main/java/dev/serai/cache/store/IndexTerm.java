package dev.serai.cache.store;

import dev.serai.cache.object.CachedObject;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A term of a selector that demands one value of one field.
 *
 * @param field the field's path; two terms of the same field have the same path
 * @param of returns the field of an object; null if the object has none
 * @param value the value
 */
public record IndexTerm(String field, Function<CachedObject, @Nullable String> of, String value) {

    /** The term for a label and its value. */
    public static IndexTerm ofLabel(Map.Entry<String, String> label) {
        String key = label.getKey();
        return new IndexTerm("metadata.labels." + key, object -> object.labels().get(key), label.getValue());
    }
}

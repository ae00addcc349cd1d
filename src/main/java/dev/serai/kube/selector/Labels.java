package dev.serai.kube.selector;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The labels of one object, in a single array: a map for each object would cost more than the labels. Keys and values
 * are interned, since thousands of objects share them.
 */
public final class Labels {

    public static final Labels NONE = new Labels(new String[0]);

    private final String[] pairs;

    private Labels(String[] pairs) {
        this.pairs = pairs;
    }

    /** The label's value; null if the object does not have it. */
    public @Nullable String get(String key) {
        for (int i = 0; i < pairs.length; i += 2) {
            if (pairs[i].equals(key)) {
                return pairs[i + 1];
            }
        }
        return null;
    }

    public static final class Builder {
        private final List<String> pairs = new ArrayList<>();

        public void add(String key, String value) {
            pairs.add(key.intern());
            pairs.add(value.intern());
        }

        public Labels build() {
            return pairs.isEmpty() ? NONE : new Labels(pairs.toArray(String[]::new));
        }
    }
}

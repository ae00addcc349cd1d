package dev.serai.kube.selector;

import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * One requirement of a label selector.
 *
 * @param key the label's key
 * @param test returns whether labels meet it
 * @param only the one value that the label must have; null if other values, or none, are enough
 */
record LabelRequirement(
        String key, Predicate<Labels> test, @Nullable String only) {

    LabelRequirement(String key, Predicate<Labels> test) {
        this(key, test, null);
    }
}

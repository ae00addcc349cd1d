package dev.serai.kube.selector;

import java.util.List;
import java.util.TreeSet;
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

    /**
     * That a label has this value.
     *
     * @throws IllegalArgumentException with the API server's message if that can be no label
     */
    static LabelRequirement equality(String key, String value) {
        try {
            LabelSyntax.checkKey(key);
            LabelSyntax.checkValues(key, new TreeSet<>(List.of(value)), false);
        } catch (IllegalArgumentException e) {
            throw unreadable(e);
        }
        return new LabelRequirement(key, labels -> value.equals(labels.get(key)), value);
    }

    static IllegalArgumentException unreadable(IllegalArgumentException reason) {
        return new IllegalArgumentException("unable to parse requirement: " + reason.getMessage(), reason);
    }
}

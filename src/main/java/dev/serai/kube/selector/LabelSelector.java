package dev.serai.kube.selector;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A label selector: every requirement must hold. Its grammar and its error texts are those of {@code
 * k8s.io/apimachinery/pkg/labels}.
 */
public final class LabelSelector implements Predicate<Labels> {

    private final List<LabelRequirement> requirements;

    private LabelSelector(List<LabelRequirement> requirements) {
        this.requirements = requirements;
    }

    /**
     * Reads a selector such as {@code app=web,tier in (a, b),!canary}; null or empty selects everything.
     *
     * @throws IllegalArgumentException with the API server's message if it is malformed
     */
    public static LabelSelector parse(@Nullable String selector) {
        return new LabelSelector(selector == null ? List.of() : new LabelSelectorParser(selector).parse());
    }

    /**
     * Selects what has each of these labels with its value. Neither can be read as more than one label and one value.
     *
     * @throws IllegalArgumentException with the API server's message if one of them can be no label
     */
    public static LabelSelector ofLabels(Map<String, String> labels) {
        return new LabelSelector(labels.entrySet().stream()
                .map(label -> LabelRequirement.equality(label.getKey(), label.getValue()))
                .toList());
    }

    /** Selects what both select. */
    public LabelSelector and(LabelSelector other) {
        return isEverything()
                ? other
                : new LabelSelector(Stream.concat(requirements.stream(), other.requirements.stream())
                        .toList());
    }

    /** Whether it selects everything. */
    public boolean isEverything() {
        return requirements.isEmpty();
    }

    /** A key and a value that all selected objects have as a label; empty if there is none. */
    public Optional<Map.Entry<String, String>> equality() {
        for (LabelRequirement requirement : requirements) {
            String only = requirement.only();
            if (only != null) {
                return Optional.of(Map.entry(requirement.key(), only));
            }
        }
        return Optional.empty();
    }

    @Override
    public boolean test(Labels labels) {
        for (LabelRequirement requirement : requirements) {
            if (!requirement.test().test(labels)) {
                return false;
            }
        }
        return true;
    }
}

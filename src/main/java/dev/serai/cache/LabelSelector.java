package dev.serai.cache;

import java.util.List;
import java.util.function.Predicate;

/**
 * A label selector: every requirement must hold. The grammar and the words of its errors are those of
 * {@code k8s.io/apimachinery/pkg/labels}.
 */
public final class LabelSelector implements Predicate<Labels> {

    private final List<Predicate<Labels>> requirements;

    private LabelSelector(List<Predicate<Labels>> requirements) {
        this.requirements = requirements;
    }

    /**
     * Reads a selector such as {@code app=web,tier in (a, b),!canary}; null or empty selects everything.
     *
     * @throws IllegalArgumentException with the API server's message if it is malformed
     */
    public static LabelSelector parse(String selector) {
        return new LabelSelector(selector == null ? List.of() : new LabelSelectorParser(selector).parse());
    }

    /** Whether everything is selected. */
    public boolean isEverything() {
        return requirements.isEmpty();
    }

    @Override
    public boolean test(Labels labels) {
        for (Predicate<Labels> requirement : requirements) {
            if (!requirement.test(labels)) {
                return false;
            }
        }
        return true;
    }
}

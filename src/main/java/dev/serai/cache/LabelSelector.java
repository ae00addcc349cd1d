package dev.serai.cache;

import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * A label selector: every requirement must hold. The grammar and the words of its errors are those of
 * {@code k8s.io/apimachinery/pkg/labels}.
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
    public static LabelSelector parse(String selector) {
        return new LabelSelector(selector == null ? List.of() : new LabelSelectorParser(selector).parse());
    }

    /** Whether everything is selected. */
    public boolean isEverything() {
        return requirements.isEmpty();
    }

    /** A requirement that whatever is selected meets with one value; empty where there is none. */
    public Optional<Equality> equality() {
        return requirements.stream()
                .filter(requirement -> requirement.only() != null)
                .findFirst()
                .map(LabelSelector::equality);
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

    private static Equality equality(LabelRequirement requirement) {
        String key = requirement.key();
        return new Equality("metadata.labels." + key, object -> object.labels().get(key), requirement.only());
    }
}

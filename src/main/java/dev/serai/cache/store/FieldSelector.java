package dev.serai.cache.store;

import dev.serai.cache.object.CachedObject;
import dev.serai.kube.GroupResource;
import dev.serai.kube.ResourceType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A field selector over the fields that the cache keeps beside the JSON. Every term must hold. */
public final class FieldSelector implements Predicate<CachedObject> {

    private record Term(IndexTerm equality, boolean negated) {

        boolean test(CachedObject object) {
            return equality.value().equals(equality.of().apply(object)) != negated;
        }
    }

    private final List<Term> terms;

    private FieldSelector(List<Term> terms) {
        this.terms = terms;
    }

    /**
     * Reads a selector such as {@code metadata.name=web,status.phase!=Running}; null or empty selects everything.
     *
     * @return empty if it is malformed, or names a field that the cache does not keep: the API server must decide
     *     then
     */
    public static Optional<FieldSelector> parse(@Nullable String selector, ResourceType type) {
        if (selector == null || selector.isEmpty()) {
            return Optional.of(new FieldSelector(List.of()));
        }
        // Escaped characters are rare, so the API server handles them.
        if (selector.indexOf('\\') >= 0) {
            return Optional.empty();
        }
        var terms = new ArrayList<Term>();
        for (String term : selector.split(",")) {
            if (term.isEmpty()) {
                continue;
            }
            Optional<Term> parsed = term(term, type);
            if (parsed.isEmpty()) {
                return Optional.empty();
            }
            terms.add(parsed.get());
        }
        return Optional.of(new FieldSelector(terms));
    }

    /** Selects what both select. */
    public FieldSelector and(FieldSelector other) {
        return isEverything()
                ? other
                : new FieldSelector(
                        Stream.concat(terms.stream(), other.terms.stream()).toList());
    }

    /** Whether it selects everything. */
    public boolean isEverything() {
        return terms.isEmpty();
    }

    /** A term by which all selected objects have one value; empty if there is none. */
    public Optional<IndexTerm> equality() {
        return terms.stream().filter(term -> !term.negated()).findFirst().map(Term::equality);
    }

    @Override
    public boolean test(CachedObject object) {
        for (Term term : terms) {
            if (!term.test(object)) {
                return false;
            }
        }
        return true;
    }

    private static Optional<Term> term(String term, ResourceType type) {
        int equals = term.indexOf('=');
        if (equals < 1) {
            return Optional.empty();
        }
        boolean negated = term.charAt(equals - 1) == '!';
        String field = term.substring(0, negated ? equals - 1 : equals);
        boolean twice = !negated && term.startsWith("==", equals);
        String value = term.substring(equals + (twice ? 2 : 1));
        if (value.indexOf('=') >= 0) {
            return Optional.empty();
        }
        return field(field, type).map(of -> new Term(new IndexTerm(field, of, value), negated));
    }

    private static Optional<Function<CachedObject, @Nullable String>> field(String name, ResourceType type) {
        boolean pods = type.resource().equals(GroupResource.PODS);
        return switch (name) {
            case "metadata.name" -> Optional.of(CachedObject::name);
            case "metadata.namespace" -> type.namespaced() ? Optional.of(CachedObject::namespace) : Optional.empty();
            case "spec.nodeName" ->
                pods ? Optional.of(object -> object.podFields().nodeName()) : Optional.empty();
            case "status.phase" ->
                pods ? Optional.of(object -> object.podFields().phase()) : Optional.empty();
            default -> Optional.empty();
        };
    }
}

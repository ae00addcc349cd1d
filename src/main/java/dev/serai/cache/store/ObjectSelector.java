package dev.serai.cache.store;

import dev.serai.cache.object.CachedObject;
import dev.serai.kube.GroupResource;
import dev.serai.kube.ResourceType;
import dev.serai.kube.selector.LabelSelector;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Selects objects of one resource by both of two selectors, and by their namespace.
 *
 * @param labels the label selector
 * @param fields the field selector
 * @param namespaces in which namespaces; null for all. Objects of none are not selected by one
 */
public record ObjectSelector(
        LabelSelector labels,
        FieldSelector fields,
        @Nullable Predicate<String> namespaces) implements Predicate<CachedObject> {

    /** Selects in all namespaces. */
    public ObjectSelector(LabelSelector labels, FieldSelector fields) {
        this(labels, fields, null);
    }

    /**
     * Reads the options {@code labelSelector} and {@code fieldSelector} of an endpoint; an empty one selects
     * everything.
     *
     * @param scheme the endpoint's scheme, for error texts
     * @throws IllegalArgumentException if a selector is malformed, or names a field that the cache does not keep
     */
    public static ObjectSelector ofOptions(
            String scheme, GroupResource resource, String labelSelector, String fieldSelector) {
        return new ObjectSelector(labels(scheme, labelSelector), fields(scheme, resource, fieldSelector));
    }

    @Override
    public boolean test(CachedObject object) {
        return labels.test(object.labels()) && fields.test(object) && isInScope(object.namespace());
    }

    /** Selects the same, of these namespaces only. */
    public ObjectSelector within(Predicate<String> scope) {
        return new ObjectSelector(labels, fields, namespaces == null ? scope : namespaces.and(scope));
    }

    /** Selects what both select. */
    public ObjectSelector and(ObjectSelector other) {
        var both = new ObjectSelector(labels.and(other.labels), fields.and(other.fields), namespaces);
        return other.namespaces == null ? both : both.within(other.namespaces);
    }

    /** Whether it selects everything. */
    public boolean isEverything() {
        return labels.isEverything() && fields.isEverything() && namespaces == null;
    }

    /**
     * The objects of a namespace (null: of all) in a snapshot that include all selected ones. Others may be among them.
     */
    public List<CachedObject> candidates(Snapshot snapshot, @Nullable String namespace) {
        return labels.equality()
                .map(IndexTerm::ofLabel)
                .or(fields::equality)
                .map(term -> snapshot.candidates(namespace, term))
                .orElseGet(() -> snapshot.in(namespace));
    }

    private boolean isInScope(@Nullable String namespace) {
        return namespaces == null || namespace != null && namespaces.test(namespace);
    }

    private static LabelSelector labels(String scheme, String selector) {
        try {
            return LabelSelector.parse(selector);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("%s: labelSelector: '%s' is none, such as app=web,tier in (a,b): %s"
                    .formatted(scheme, selector, e.getMessage()));
        }
    }

    // The type is unknown until the API server answers, but a route is checked before that.
    private static FieldSelector fields(String scheme, GroupResource resource, String selector) {
        return FieldSelector.parse(selector, new ResourceType(resource, "v1", "", true))
                .orElseThrow(() -> new IllegalArgumentException(
                        ("%s: fieldSelector: '%s' cannot be answered for %s; metadata.name and"
                                        + " metadata.namespace can, of pods also spec.nodeName and status.phase")
                                .formatted(scheme, selector, resource)));
    }
}

package dev.serai.cache.store;

import dev.serai.cache.object.CachedObject;
import dev.serai.kube.GroupResource;
import dev.serai.kube.ResourceType;
import dev.serai.kube.selector.LabelSelector;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Which objects of a resource are meant.
 *
 * @param labels those that these labels select
 * @param fields and that these fields select
 */
public record ObjectSelector(LabelSelector labels, FieldSelector fields) implements Predicate<CachedObject> {

    /**
     * Reads the options {@code labelSelector} and {@code fieldSelector} of an endpoint; an empty one selects everything.
     *
     * @param scheme the endpoint's, for the errors
     * @throws IllegalArgumentException if one of them is none, or asks for what the cache does not know
     */
    public static ObjectSelector ofOptions(
            String scheme, GroupResource resource, String labelSelector, String fieldSelector) {
        return new ObjectSelector(labels(scheme, labelSelector), fields(scheme, resource, fieldSelector));
    }

    @Override
    public boolean test(CachedObject object) {
        return labels.test(object.labels()) && fields.test(object);
    }

    /** Selects what both select. */
    public ObjectSelector and(ObjectSelector other) {
        return new ObjectSelector(labels.and(other.labels), fields.and(other.fields));
    }

    /** Whether everything is selected. */
    public boolean isEverything() {
        return labels.isEverything() && fields.isEverything();
    }

    /** Of what a snapshot has in a namespace, in all where it is null, all that may be selected. */
    public List<CachedObject> candidates(Snapshot snapshot, @Nullable String namespace) {
        return labels.equality()
                .map(IndexTerm::ofLabel)
                .or(fields::equality)
                .map(term -> snapshot.candidates(namespace, term))
                .orElseGet(() -> snapshot.in(namespace));
    }

    private static LabelSelector labels(String scheme, String selector) {
        try {
            return LabelSelector.parse(selector);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("%s: labelSelector: '%s' is none, such as app=web,tier in (a,b): %s"
                    .formatted(scheme, selector, e.getMessage()));
        }
    }

    // The type is not known before the API server is there; a route is checked before that.
    private static FieldSelector fields(String scheme, GroupResource resource, String selector) {
        return FieldSelector.parse(selector, new ResourceType(resource, "v1", "", true))
                .orElseThrow(() -> new IllegalArgumentException(
                        ("%s: fieldSelector: '%s' cannot be answered for %s; metadata.name and"
                                        + " metadata.namespace can, of pods also spec.nodeName and status.phase")
                                .formatted(scheme, selector, resource)));
    }
}

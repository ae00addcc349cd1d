package dev.serai.event;

import dev.serai.cache.object.CachedObject;
import dev.serai.cache.store.FieldSelector;
import dev.serai.kube.GroupResource;
import dev.serai.kube.ResourceType;
import dev.serai.kube.selector.LabelSelector;
import java.util.Arrays;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * The objects of one resource that a subscription selects. All three conditions must hold.
 *
 * @param namespaces the namespaces of the objects; empty for all
 * @param labels the label selector
 * @param fields the field selector
 */
record ObjectFilter(Set<String> namespaces, LabelSelector labels, FieldSelector fields)
        implements Predicate<CachedObject> {

    /**
     * Reads the options of an endpoint.
     *
     * @throws IllegalArgumentException if a selector is malformed, or names a field that the cache does not keep
     */
    static ObjectFilter parse(GroupResource resource, String namespaces, String labelSelector, String fieldSelector) {
        return new ObjectFilter(namespaces(namespaces), labels(labelSelector), fields(resource, fieldSelector));
    }

    @Override
    public boolean test(CachedObject object) {
        return (namespaces.isEmpty() || namespaces.contains(object.namespace()))
                && labels.test(object.labels())
                && fields.test(object);
    }

    private static Set<String> namespaces(String names) {
        return Arrays.stream(names.split(","))
                .map(String::strip)
                .filter(name -> !name.isEmpty())
                .collect(Collectors.toUnmodifiableSet());
    }

    private static LabelSelector labels(String selector) {
        try {
            return LabelSelector.parse(selector);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "kube-watch: labelSelector: '%s' is none, such as app=web,tier in (a,b): %s"
                            .formatted(selector, e.getMessage()));
        }
    }

    // The type is unknown until the API server answers, but a route is checked before that.
    private static FieldSelector fields(GroupResource resource, String selector) {
        return FieldSelector.parse(selector, new ResourceType(resource, "v1", "", true))
                .orElseThrow(() -> new IllegalArgumentException(
                        ("kube-watch: fieldSelector: '%s' cannot be answered for %s; metadata.name and"
                                        + " metadata.namespace can, of pods also spec.nodeName and status.phase")
                                .formatted(selector, resource)));
    }
}

package dev.serai.event;

import dev.serai.cache.object.CachedObject;
import dev.serai.cache.store.ObjectSelector;
import dev.serai.kube.GroupResource;
import java.util.Arrays;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * The objects of one resource that a subscription selects. Both conditions must hold.
 *
 * @param namespaces the namespaces of the objects; empty for all
 * @param selector the label selector and the field selector
 */
record ObjectFilter(Set<String> namespaces, ObjectSelector selector) implements Predicate<CachedObject> {

    /**
     * Reads the options of an endpoint.
     *
     * @throws IllegalArgumentException if a selector is malformed, or names a field that the cache does not keep
     */
    static ObjectFilter parse(GroupResource resource, String namespaces, String labelSelector, String fieldSelector) {
        return new ObjectFilter(
                namespaces(namespaces), ObjectSelector.ofOptions("kube-watch", resource, labelSelector, fieldSelector));
    }

    @Override
    public boolean test(CachedObject object) {
        return (namespaces.isEmpty() || namespaces.contains(object.namespace())) && selector.test(object);
    }

    private static Set<String> namespaces(String names) {
        return Arrays.stream(names.split(","))
                .map(String::strip)
                .filter(name -> !name.isEmpty())
                .collect(Collectors.toUnmodifiableSet());
    }
}

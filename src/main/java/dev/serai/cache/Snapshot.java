package dev.serai.cache;

import java.util.Arrays;
import java.util.List;

/**
 * All objects of a resource at one moment, in the API server's order (namespace, then name).
 *
 * @param version the version up to which the objects are known
 * @param objects the objects; not to be written to
 */
public record Snapshot(long version, List<CachedObject> objects) {

    /** The objects of one namespace; all of them where {@code namespace} is null. */
    public List<CachedObject> in(String namespace) {
        if (namespace == null) {
            return objects;
        }
        // '0' is the character after '/': the namespace's keys are all between the two.
        return objects.subList(firstAtOrAfter(namespace + "/"), firstAtOrAfter(namespace + "0"));
    }

    /** Where in {@code objects} the first object stands whose key is not before {@code key}. */
    public static int firstAtOrAfter(List<CachedObject> objects, String key) {
        int low = 0;
        int high = objects.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (objects.get(middle).key().compareTo(key) < 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private int firstAtOrAfter(String key) {
        return firstAtOrAfter(objects, key);
    }

    static Snapshot of(long version, CachedObject[] sorted) {
        return new Snapshot(version, Arrays.asList(sorted));
    }
}

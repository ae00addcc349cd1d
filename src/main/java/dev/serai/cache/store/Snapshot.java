package dev.serai.cache.store;

import dev.serai.cache.object.CachedObject;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** All objects of a resource at one moment, in the API server's order (namespace, then name). */
public final class Snapshot {

    private final long version;
    private final List<CachedObject> objects;
    private final ObjectIndex index;
    private final int generation;
    // Computed on demand; 0 before that.
    private int checksum;

    private Snapshot(long version, List<CachedObject> objects, ObjectIndex index, int generation) {
        this.version = version;
        this.objects = objects;
        this.index = index;
        this.generation = generation;
    }

    /** {@code sorted} are the objects, known up to {@code version}. */
    public static Snapshot of(long version, CachedObject... sorted) {
        List<CachedObject> objects = Arrays.asList(sorted);
        return new Snapshot(version, objects, new ObjectIndex(objects), 0);
    }

    /** The same objects; none of them has changed up to {@code later}. */
    Snapshot at(long later) {
        var same = new Snapshot(later, objects, index, generation);
        same.checksum = checksum;
        return same;
    }

    /** The same objects, with the number of their history and definition. */
    Snapshot ofGeneration(int generation) {
        return new Snapshot(version, objects, index, generation);
    }

    /** Whether versions mean the same in both: they have the same history and the same definition of the resource. */
    public boolean isComparableWith(Snapshot other) {
        return generation == other.generation;
    }

    /** Differs if any content differs, also under the same version. */
    public int checksum() {
        int known = checksum;
        if (known == 0) {
            for (CachedObject object : objects) {
                known = 31 * known + object.checksum();
            }
            checksum = known;
        }
        return known;
    }

    /** The version up to which the objects are known. */
    public long version() {
        return version;
    }

    /** The object with this key; null if there is none. */
    public @Nullable CachedObject get(String key) {
        int at = firstAtOrAfter(objects, key);
        return at < objects.size() && objects.get(at).key().equals(key) ? objects.get(at) : null;
    }

    /** All objects. Callers must not change the list. */
    public List<CachedObject> objects() {
        return objects;
    }

    /** The objects of one namespace; all of them if {@code namespace} is null. */
    public List<CachedObject> in(@Nullable String namespace) {
        return in(namespace, objects);
    }

    /**
     * The objects of one namespace (null: of all) that include all that meet {@code term}. Others may be among them, so
     * the caller still has to select.
     */
    public List<CachedObject> candidates(@Nullable String namespace, IndexTerm term) {
        return in(namespace, index.candidates(term));
    }

    private static List<CachedObject> in(@Nullable String namespace, List<CachedObject> objects) {
        if (namespace == null) {
            return objects;
        }
        // '0' is the character after '/': all keys of the namespace lie between the two.
        return objects.subList(firstAtOrAfter(objects, namespace + "/"), firstAtOrAfter(objects, namespace + "0"));
    }

    /** The index in {@code objects} of the first object whose key is not before {@code key}. */
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
}

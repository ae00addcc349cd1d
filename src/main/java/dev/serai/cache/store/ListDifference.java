package dev.serai.cache.store;

import dev.serai.cache.object.CachedObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The difference between a complete list of the API server and what was known before.
 *
 * @param changes the changes from one to the other: deletes first, since a new object may have an old name
 * @param restated all other objects as the list has them, some perhaps with other content
 * @param isRestated whether the content of an object differs under the same version: its definition has changed
 * @param goesBack whether the list cannot follow what was known: its history is another one
 */
public record ListDifference(List<Change> changes, List<CachedObject> restated, boolean isRestated, boolean goesBack) {

    /** Compares the known state with a list; {@code version} and {@code listVersion} are their versions. */
    static ListDifference between(
            Map<String, CachedObject> known, long version, List<CachedObject> listed, long listVersion) {
        var gone = new TreeMap<>(known);
        List<Change> deletes = new ArrayList<>();
        List<Change> others = new ArrayList<>();
        List<CachedObject> restated = new ArrayList<>();
        boolean otherContent = false;
        boolean back = listVersion < version;
        for (CachedObject object : listed) {
            CachedObject previous = gone.remove(object.key());
            if (previous != null && object.isSameState(previous)) {
                restated.add(object);
                otherContent |= !object.hasSameContent(previous);
                continue;
            }
            back |= isUnknownPast(object, version);
            if (previous == null) {
                others.add(new Change(Change.Type.ADDED, object, null));
            } else if (object.isSameObject(previous)) {
                others.add(new Change(Change.Type.MODIFIED, object, previous));
            } else {
                deletes.add(new Change(Change.Type.DELETED, previous, previous));
                others.add(new Change(Change.Type.ADDED, object, null));
            }
        }
        gone.values().forEach(object -> deletes.add(new Change(Change.Type.DELETED, object, object)));
        deletes.addAll(others);
        return new ListDifference(deletes, restated, otherContent, back);
    }

    /** Whether an object is not newer than {@code version}, although it was not known in this form at that version. */
    public static boolean isUnknownPast(CachedObject object, long version) {
        return object.version() <= version;
    }
}

package dev.serai.cache.store;

import dev.serai.cache.object.CachedObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a complete list of the API server differs in from what was known before.
 *
 * @param changes what leads from one to the other: deletes first, for a name may have been given anew
 * @param restated all other objects as the list has them, some perhaps with other content
 * @param isRestated whether the content of an object differs under the same version: its definition has changed
 * @param goesBack whether the list cannot follow what was known: its history is another one
 */
public record ListDifference(List<Change> changes, List<CachedObject> restated, boolean isRestated, boolean goesBack) {

    /** {@code known} is the state at {@code version}, and the list one at {@code listVersion}. */
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

    /** Whether an object is as it already was at {@code version}, at which it was not known so. */
    public static boolean isUnknownPast(CachedObject object, long version) {
        return object.version() <= version;
    }
}

package dev.serai.rest.read;

import dev.serai.cache.object.CachedObject;
import dev.serai.rest.wire.ListOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * The selected objects of one page.
 *
 * @param objects the objects
 * @param seen how many objects were checked to find them
 * @param isLast whether no further object is selected
 */
record SelectedPage(List<CachedObject> objects, int seen, boolean isLast) {

    static SelectedPage of(List<CachedObject> scope, ListOptions options, int size) {
        Predicate<CachedObject> selector = options.selector();
        var objects = new ArrayList<CachedObject>(Math.min(scope.size(), size));
        int seen = 0;
        for (CachedObject object : scope) {
            if (selector.test(object)) {
                if (objects.size() == size) {
                    return new SelectedPage(objects, seen, false);
                }
                objects.add(object);
            }
            seen++;
        }
        return new SelectedPage(objects, seen, true);
    }
}

package dev.serai.cache.reflector;

import dev.serai.cache.object.CachedObject;
import dev.serai.cache.object.CachedObjectInformers;
import dev.serai.cache.object.CachedObjectList;
import dev.serai.cache.object.ServerSelector;
import dev.serai.cache.store.ListDifference;
import dev.serai.cache.store.ObjectStore;
import dev.serai.cache.store.Snapshot;
import dev.serai.kube.ResourceType;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Compares the cached objects of a resource with the API server. A watch that resumes from a version cannot notice that
 * the API server was restored from a backup, that another one has its address, or that objects are served with other
 * content. Not thread-safe.
 */
final class ConsistencyCheck {

    /** The result of a look. */
    enum Finding {
        /** Nothing contradicts the cache. */
        CONSISTENT,
        /** The API server's state cannot follow from the cached one. */
        OTHER_HISTORY,
        /** An object has other content than the cache has under the same version. */
        OTHER_CONTENT
    }

    // The content of custom resources may change without a write, so each look compares some of it.
    private static final long SAMPLE = 100;

    private final KubernetesClient client;
    private final ServerSelector selector;
    // Cached objects that the last complete list lacked. By now the watch must have reported that they are gone.
    private Map<String, CachedObject> missing = Map.of();

    ConsistencyCheck(KubernetesClient client, ServerSelector selector) {
        this.client = client;
        this.selector = selector;
    }

    /**
     * Asks for the first objects, or for all of them.
     *
     * @throws RuntimeException if the API server does not answer
     */
    Finding look(ObjectStore store, ResourceType type, boolean all) {
        Map<String, CachedObject> overdue = missing;
        missing = Map.of();
        // Taken before the request: what the cache knows now must be in the answer.
        Snapshot known = store.snapshot();
        if (overdue.values().stream()
                .anyMatch(object -> object.isSameState(store.get(object.namespace(), object.name())))) {
            return Finding.OTHER_HISTORY;
        }
        if (!all && !selector.fields().isEmpty()) {
            // The first object that a field chooses may be the last one of all that the API server looks at.
            return CachedObjectInformers.version(client, type) < known.version()
                    ? Finding.OTHER_HISTORY
                    : Finding.CONSISTENT;
        }
        if (!all) {
            return compare(
                    known, CachedObjectInformers.page(client, type, selector, type.isBuiltIn() ? 1 : SAMPLE, null));
        }
        Map<String, CachedObject> rest =
                known.objects().stream().collect(Collectors.toMap(CachedObject::key, Function.identity()));
        Finding found = Finding.CONSISTENT;
        String next = null;
        // Page by page: all at once would take as much memory as the cache.
        do {
            CachedObjectList page =
                    CachedObjectInformers.page(client, type, selector, CachedObjectInformers.PAGE, next);
            Finding here = compare(known, page);
            if (here == Finding.OTHER_HISTORY) {
                return here;
            }
            found = here == Finding.CONSISTENT ? found : here;
            page.getItems().stream()
                    .filter(object -> object.isSameState(rest.get(object.key())))
                    .forEach(object -> rest.remove(object.key()));
            next = page.getMetadata().getContinue();
        } while (next != null && !next.isEmpty());
        missing = rest;
        return found;
    }

    /** Forgets what it found: the cache has other content now. */
    void startOver() {
        missing = Map.of();
    }

    private static Finding compare(Snapshot known, CachedObjectList page) {
        return compare(known, Long.parseLong(page.getMetadata().getResourceVersion()), page.getItems());
    }

    /** Compares a snapshot with some objects of a later list; {@code listVersion} is the version of the list. */
    static Finding compare(Snapshot known, long listVersion, List<CachedObject> listed) {
        if (listVersion < known.version()) {
            return Finding.OTHER_HISTORY;
        }
        Finding found = Finding.CONSISTENT;
        for (CachedObject object : listed) {
            CachedObject cached = known.get(object.key());
            if (cached == null || !object.isSameState(cached)) {
                // An object that is newer than the snapshot may differ.
                if (ListDifference.isUnknownPast(object, known.version())) {
                    return Finding.OTHER_HISTORY;
                }
            } else if (!object.hasSameContent(cached)) {
                found = Finding.OTHER_CONTENT;
            }
        }
        return found;
    }
}

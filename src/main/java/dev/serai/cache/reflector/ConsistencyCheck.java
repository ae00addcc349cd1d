package dev.serai.cache.reflector;

import dev.serai.cache.object.CachedObject;
import dev.serai.cache.object.CachedObjectInformers;
import dev.serai.cache.object.CachedObjectList;
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
 * Compares what is cached of a resource with what the API server says. A watch that goes on from a version cannot notice
 * that the API server was restored from a backup, that another one has its address, or that objects are served with
 * other content. Not for many threads at a time.
 */
final class ConsistencyCheck {

    /** What was found. */
    enum Finding {
        /** Nothing that contradicts the cache. */
        CONSISTENT,
        /** What is cached cannot have led to what the API server has. */
        OTHER_HISTORY,
        /** An object has other content under the version in which it is cached. */
        OTHER_CONTENT
    }

    // Of custom resources the content may change without a write: at each look some of it is compared.
    private static final long SAMPLE = 100;

    private final KubernetesClient client;
    // Of the last complete list, what it lacked although it was cached: by now a watch must have told.
    private Map<String, CachedObject> missing = Map.of();

    ConsistencyCheck(KubernetesClient client) {
        this.client = client;
    }

    /**
     * Asks for the first objects, or for all.
     *
     * @throws RuntimeException if the API server does not answer
     */
    Finding look(ObjectStore store, ResourceType type, boolean all) {
        Map<String, CachedObject> overdue = missing;
        missing = Map.of();
        // Before the question: what is known now has happened before the answer is made.
        Snapshot known = store.snapshot();
        if (overdue.values().stream()
                .anyMatch(object -> object.isSameState(store.get(object.namespace(), object.name())))) {
            return Finding.OTHER_HISTORY;
        }
        if (!all) {
            return compare(known, CachedObjectInformers.page(client, type, type.isBuiltIn() ? 1 : SAMPLE, null));
        }
        Map<String, CachedObject> rest =
                known.objects().stream().collect(Collectors.toMap(CachedObject::key, Function.identity()));
        Finding found = Finding.CONSISTENT;
        String next = null;
        // Page by page: together they would take as much memory as the cache.
        do {
            CachedObjectList page = CachedObjectInformers.page(client, type, CachedObjectInformers.PAGE, next);
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

    /** Forgets what was found so far: the cache has another content now. */
    void startOver() {
        missing = Map.of();
    }

    private static Finding compare(Snapshot known, CachedObjectList page) {
        return compare(known, Long.parseLong(page.getMetadata().getResourceVersion()), page.getItems());
    }

    /** Compares a snapshot with some objects of a later list, at {@code listVersion}. */
    static Finding compare(Snapshot known, long listVersion, List<CachedObject> listed) {
        if (listVersion < known.version()) {
            return Finding.OTHER_HISTORY;
        }
        Finding found = Finding.CONSISTENT;
        for (CachedObject object : listed) {
            CachedObject cached = known.get(object.key());
            if (cached == null || !object.isSameState(cached)) {
                // What is newer than the snapshot may differ.
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

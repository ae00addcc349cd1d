package dev.serai.security.review;

import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a bounded number of entries, each for an owner. When there are too many, the owner who has most loses the one
 * that it has not used for the longest time. So nobody can make others lose theirs. Not safe for threads.
 *
 * @param <K> the key
 * @param <E> the entry
 */
final class OwnedEntries<K, E> {

    private final int most;
    private final Map<K, String> owners = new HashMap<>();
    private final Map<String, LinkedHashMap<K, E>> byOwner = new HashMap<>();

    OwnedEntries(int most) {
        this.most = most;
    }

    /** The entry of a key, which counts as used by this; null if there is none. */
    @Nullable
    E get(K key) {
        String owner = owners.get(key);
        return owner == null ? null : of(owner).get(key);
    }

    /** Keeps an entry for an owner, who is now its only one. */
    void put(String owner, K key, E entry) {
        String before = owners.put(key, owner);
        if (before != null && !before.equals(owner)) {
            remove(before, key);
        }
        of(owner).put(key, entry);
        if (owners.size() > most) {
            removeOldestOfLargest();
        }
    }

    int size() {
        return owners.size();
    }

    private Map<K, E> of(String owner) {
        return byOwner.computeIfAbsent(owner, added -> new LinkedHashMap<>(16, 0.75f, true));
    }

    private void removeOldestOfLargest() {
        var largest = byOwner.entrySet().stream()
                .max(Comparator.comparingInt(owner -> owner.getValue().size()))
                .orElseThrow();
        K oldest = largest.getValue().keySet().iterator().next();
        owners.remove(oldest);
        remove(largest.getKey(), oldest);
    }

    private void remove(String owner, K key) {
        Map<K, E> entries = of(owner);
        entries.remove(key);
        if (entries.isEmpty()) {
            byOwner.remove(owner);
        }
    }
}

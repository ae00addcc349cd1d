package dev.serai.cache;

import dev.serai.kube.GroupResource;
import java.util.List;

/**
 * What is cached: {@code serai.cache.*}.
 *
 * @param resources the resources that are cached, each with its own informer
 * @param historySize how many changes of each resource the cache remembers, so that watches can resume
 */
public record CacheConfiguration(List<GroupResource> resources, int historySize) {

    private static final GroupResource SECRETS = new GroupResource("secrets", "");

    public CacheConfiguration {
        resources = List.copyOf(resources);
        if (historySize < 1) {
            throw new IllegalArgumentException(
                    "serai.cache.history is %d; it is a whole number from 1".formatted(historySize));
        }
    }

    /**
     * Reads {@code serai.cache.resources}, {@code serai.cache.allow-secrets} and {@code serai.cache.history}.
     *
     * @throws IllegalArgumentException if a name is no resource, or secrets are named without being allowed
     */
    public static CacheConfiguration parse(String resources, boolean allowSecrets, int historySize) {
        return new CacheConfiguration(resources(resources, allowSecrets), historySize);
    }

    private static List<GroupResource> resources(String names, boolean allowSecrets) {
        try {
            List<GroupResource> parsed = GroupResource.parseList(names);
            if (parsed.contains(SECRETS) && !allowSecrets) {
                throw new IllegalArgumentException("secrets are cached only with serai.cache.allow-secrets=true");
            }
            return parsed;
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("serai.cache.resources: " + e.getMessage(), e);
        }
    }
}

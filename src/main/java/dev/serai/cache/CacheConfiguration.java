package dev.serai.cache;

import java.util.List;

/**
 * What is cached: {@code serai.cache.*}.
 *
 * @param resources the resources that are cached, each with its own informer
 */
public record CacheConfiguration(List<GroupResource> resources) {

    private static final GroupResource SECRETS = new GroupResource("secrets", "");

    public CacheConfiguration {
        resources = List.copyOf(resources);
    }

    /**
     * Reads {@code serai.cache.resources} and {@code serai.cache.allow-secrets}.
     *
     * @throws IllegalArgumentException if a name is no resource, or secrets are named without being allowed
     */
    public static CacheConfiguration parse(String resources, boolean allowSecrets) {
        try {
            var parsed = new CacheConfiguration(GroupResource.parseList(resources));
            if (parsed.resources.contains(SECRETS) && !allowSecrets) {
                throw new IllegalArgumentException("secrets are cached only with serai.cache.allow-secrets=true");
            }
            return parsed;
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("serai.cache.resources: " + e.getMessage(), e);
        }
    }
}

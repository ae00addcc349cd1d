package dev.serai.event;

import dev.serai.cache.CacheConfiguration;
import dev.serai.kube.GroupResource;
import java.util.List;

/**
 * What the built-in event routes send: {@code serai.events.resources}. The routes read the value themselves; this class
 * checks it.
 *
 * @param resources the resources whose changes are sent
 */
public record EventConfiguration(List<GroupResource> resources) {

    /**
     * Reads the setting.
     *
     * @throws IllegalArgumentException if it is wrong, or a resource is not cached
     */
    public static EventConfiguration parse(String resources, CacheConfiguration cache) {
        List<GroupResource> parsed = GroupResource.parseList(resources);
        for (GroupResource resource : parsed) {
            if (!cache.resources().contains(resource)) {
                throw new IllegalArgumentException(
                        "serai.events.resources names %s, which serai.cache.resources does not".formatted(resource));
            }
        }
        return new EventConfiguration(parsed);
    }
}

package dev.serai.event;

import dev.serai.cache.CacheConfiguration;
import dev.serai.cache.GroupResource;
import java.net.URI;
import java.util.List;

/**
 * The built-in event routes: {@code serai.events.*}. The routes read the values themselves; here they are checked.
 *
 * @param resources the resources whose changes are sent
 * @param webhookUrl where to post to; empty for nowhere
 * @param webhookSecret what to sign with; empty for not at all
 */
public record EventConfiguration(List<GroupResource> resources, String webhookUrl, String webhookSecret) {

    private static final String SECRET_PREFIX = "whsec_";

    public EventConfiguration {
        if (!webhookUrl.isEmpty() && !isHttp(webhookUrl)) {
            throw new IllegalArgumentException("serai.events.webhook.url is no http or https URL");
        }
        if (!webhookSecret.isEmpty() && !webhookSecret.startsWith(SECRET_PREFIX)) {
            throw new IllegalArgumentException(
                    "serai.events.webhook.secret does not start with whsec_ as Standard Webhooks secrets do");
        }
    }

    /**
     * Reads the settings.
     *
     * @throws IllegalArgumentException if one is wrong, or a resource is not cached
     */
    public static EventConfiguration parse(
            String resources, String webhookUrl, String webhookSecret, CacheConfiguration cache) {
        List<GroupResource> parsed = GroupResource.parseList(resources);
        for (GroupResource resource : parsed) {
            if (!cache.resources().contains(resource)) {
                throw new IllegalArgumentException(
                        "serai.events.resources names %s, which serai.cache.resources does not".formatted(resource));
            }
        }
        return new EventConfiguration(parsed, webhookUrl, webhookSecret);
    }

    private static boolean isHttp(String url) {
        try {
            String scheme = URI.create(url).getScheme();
            return "http".equals(scheme) || "https".equals(scheme);
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}

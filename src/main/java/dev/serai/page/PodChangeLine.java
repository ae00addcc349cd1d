package dev.serai.page;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.serai.cache.object.CachedObject;
import dev.serai.cache.store.Change;
import dev.serai.event.pod.PodChanges;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A change of a pod, for people.
 *
 * @param version the version of the pods after it
 * @param type what happened: added, modified, deleted
 * @param namespace the pod's namespace
 * @param name the pod's name
 * @param node its node; empty for none
 * @param phase its phase; empty for none
 * @param changes what changed, such as {@code ready} or {@code restarted web}
 * @param reason the reason that the pod, or one of its containers, gives; empty for none
 */
public record PodChangeLine(
        String version,
        String type,
        String namespace,
        String name,
        String node,
        String phase,
        List<String> changes,
        String reason) {

    /** Parses the pod, so it is not for the informer's thread. */
    static PodChangeLine of(Change change) {
        CachedObject pod = change.object();
        JsonNode now = PageJson.read(pod.json());
        boolean isDeleted = change.type() == Change.Type.DELETED;
        return new PodChangeLine(
                Long.toString(change.version()),
                change.type().name().toLowerCase(Locale.ROOT),
                PageText.of(pod.namespace()),
                pod.name(),
                pod.podFields().nodeName(),
                pod.podFields().phase(),
                isDeleted ? List.of() : changes(change.previous(), now),
                PageText.of(reason(now)));
    }

    private static List<String> changes(@Nullable CachedObject before, JsonNode now) {
        return PodChanges.between(before == null ? MissingNode.getInstance() : PageJson.read(before.json()), now)
                .stream()
                .map(found -> word(found))
                .toList();
    }

    private static String word(PodChanges.Found found) {
        String change = found.change().name().toLowerCase(Locale.ROOT).replace('_', ' ');
        return found.container() == null ? change : change + " " + found.container();
    }

    private static String reason(JsonNode pod) {
        String own = pod.at("/status/reason").asText();
        if (!own.isEmpty()) {
            return own;
        }
        return Stream.of("initContainerStatuses", "containerStatuses")
                .flatMap(list -> pod.path("status").path(list).valueStream())
                .flatMap(status -> Stream.of(status.at("/state/waiting/reason"), status.at("/state/terminated/reason")))
                .map(JsonNode::asText)
                .filter(reason -> !reason.isEmpty())
                .findFirst()
                .orElse("");
    }
}

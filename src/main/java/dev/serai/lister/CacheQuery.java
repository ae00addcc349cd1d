package dev.serai.lister;

import dev.serai.cache.object.CachedObject;
import dev.serai.cache.store.FieldSelector;
import dev.serai.cache.store.ObjectSelector;
import dev.serai.cache.store.Snapshot;
import dev.serai.kube.GoQuote;
import dev.serai.kube.ResourcePath;
import dev.serai.kube.ResourceType;
import dev.serai.kube.StatusException;
import dev.serai.kube.selector.LabelSelector;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.apache.camel.Message;
import org.jspecify.annotations.Nullable;

/**
 * Which objects one message asks for: what the endpoint's options say, and what the headers say besides. A namespace and
 * a name of a header take the place of the option's; a selector of a header has to hold beside it, so that whatever a
 * caller brings into a header, never more than the endpoint's author meant is selected.
 *
 * @param namespace the namespace; null for all
 * @param name the name; null for all
 * @param selector and what it selects
 */
record CacheQuery(@Nullable String namespace, @Nullable String name, ObjectSelector selector)
        implements Predicate<CachedObject> {

    /**
     * Reads the headers.
     *
     * @throws StatusException 400 if one of them is there and says nothing, or something else than its name promises
     */
    static CacheQuery of(Message message, KubeCacheEndpoint endpoint, ResourceType type) {
        Map<String, Object> headers = message.getHeaders();
        String nameHeader = type.isCorePods() && headers.containsKey(KubeCacheHeaders.POD_NAME)
                ? KubeCacheHeaders.POD_NAME
                : KubeCacheHeaders.RESOURCE_NAME;
        return new CacheQuery(
                segment(headers, KubeCacheHeaders.NAMESPACE, "Namespace", endpoint.getNamespace()),
                segment(headers, nameHeader, "Name", endpoint.getName()),
                ofHeaders(headers, type).and(endpoint.selector()));
    }

    @Override
    public boolean test(CachedObject object) {
        return (name == null || name.equals(object.name())) && selector.test(object);
    }

    /** Those in a snapshot. */
    List<CachedObject> in(Snapshot snapshot) {
        List<CachedObject> candidates = selector.candidates(snapshot, namespace);
        return name == null && selector.isEverything()
                ? candidates
                : candidates.stream().filter(this).toList();
    }

    /** How many there are in a snapshot. */
    long count(Snapshot snapshot) {
        List<CachedObject> candidates = selector.candidates(snapshot, namespace);
        return name == null && selector.isEverything()
                ? candidates.size()
                : candidates.stream().filter(this).count();
    }

    private static @Nullable String segment(
            Map<String, Object> headers, String header, String what, @Nullable String option) {
        return headers.containsKey(header) ? ResourcePath.checkedSegment(what, text(headers, header)) : option;
    }

    private static ObjectSelector ofHeaders(Map<String, Object> headers, ResourceType type) {
        try {
            return new ObjectSelector(labels(headers), fields(headers, type));
        } catch (IllegalArgumentException e) {
            throw StatusException.badRequest(String.valueOf(e.getMessage()));
        }
    }

    private static LabelSelector labels(Map<String, Object> headers) {
        var labels = new HashMap<String, String>();
        headers.forEach((header, value) -> {
            if (header.regionMatches(true, 0, KubeCacheHeaders.LABEL, 0, KubeCacheHeaders.LABEL.length())) {
                labels.put(header.substring(KubeCacheHeaders.LABEL.length()), text(header, value));
            }
        });
        LabelSelector selector = LabelSelector.ofLabels(labels);
        if (!headers.containsKey(KubeCacheHeaders.LABEL_SELECTOR)) {
            return selector;
        }
        if (headers.get(KubeCacheHeaders.LABEL_SELECTOR) instanceof Map<?, ?> given) {
            return selector.and(LabelSelector.ofLabels(given(given)));
        }
        return selector.and(LabelSelector.parse(text(headers, KubeCacheHeaders.LABEL_SELECTOR)));
    }

    private static Map<String, String> given(Map<?, ?> given) {
        if (given.isEmpty()) {
            throw empty(KubeCacheHeaders.LABEL_SELECTOR);
        }
        var labels = new HashMap<String, String>();
        given.forEach((key, value) -> labels.put(String.valueOf(key), text(KubeCacheHeaders.LABEL + key, value)));
        return labels;
    }

    private static FieldSelector fields(Map<String, Object> headers, ResourceType type) {
        String selector = headers.containsKey(KubeCacheHeaders.FIELD_SELECTOR)
                ? text(headers, KubeCacheHeaders.FIELD_SELECTOR)
                : "";
        return FieldSelector.parse(selector, type)
                .filter(parsed -> selector.isEmpty() || !parsed.isEverything())
                .orElseThrow(() -> new IllegalArgumentException(
                        ("invalid selector: %s; the cache selects by metadata.name and metadata.namespace, of pods also"
                                        + " by spec.nodeName and status.phase")
                                .formatted(GoQuote.quote(selector))));
    }

    private static String text(Map<String, Object> headers, String header) {
        return text(header, headers.get(header));
    }

    // What is there and empty is not what its author meant; and of a parameter that was given twice, Camel makes a
    // list.
    private static String text(String header, @Nullable Object value) {
        if (value == null
                || value instanceof CharSequence text && text.toString().isBlank()) {
            throw empty(header);
        }
        if (value instanceof CharSequence || value instanceof Number || value instanceof Boolean) {
            return value.toString();
        }
        throw StatusException.badRequest("%s is to be one value".formatted(header));
    }

    private static StatusException empty(String header) {
        return StatusException.badRequest("%s is empty".formatted(header));
    }
}

package dev.serai.cache.object;

import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.client.dsl.FilterWatchListDeletable;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Which objects of a resource the API server is asked for: what it does not choose is neither sent nor kept.
 *
 * @param labels a label selector as the API server reads it; empty for all
 * @param fields the values that fields must have, by field, such as {@code spec.nodeName}; empty for all
 */
public record ServerSelector(String labels, Map<String, String> fields) {

    /** Chooses all objects. */
    public static final ServerSelector ALL = new ServerSelector("", Map.of());

    public ServerSelector {
        fields = Map.copyOf(fields);
    }

    /** Chooses by labels. */
    public static ServerSelector ofLabels(String selector) {
        return new ServerSelector(selector, Map.of());
    }

    /** Chooses by the value of a field, such as {@code spec.nodeName}. */
    public static ServerSelector ofField(String field, String value) {
        return new ServerSelector("", Map.of(field, value));
    }

    /**
     * Whether a list of these objects comes in pages. What fields choose is little, and the API server finds it in
     * memory only where it is asked for all of it at once: for a page, those before 1.34 read all objects in etcd.
     */
    boolean isPaged() {
        return fields.isEmpty();
    }

    /** Whether it chooses all objects. */
    public boolean isEverything() {
        return labels.isEmpty() && fields.isEmpty();
    }

    @Override
    public String toString() {
        return labels.isEmpty() || fields.isEmpty() ? labels + fieldSelector() : labels + "," + fieldSelector();
    }

    <T, L, R> FilterWatchListDeletable<T, L, R> of(FilterWatchListDeletable<T, L, R> objects) {
        FilterWatchListDeletable<T, L, R> chosen = objects;
        if (!labels.isEmpty()) {
            chosen = chosen.withLabelSelector(labels);
        }
        return fields.isEmpty() ? chosen : chosen.withFields(fields);
    }

    ListOptionsBuilder of(ListOptionsBuilder options) {
        return options.withLabelSelector(labels.isEmpty() ? null : labels)
                .withFieldSelector(fields.isEmpty() ? null : fieldSelector());
    }

    /** The fields as a selector, as the API server reads it; empty for all. */
    public String fieldSelector() {
        return fields.entrySet().stream()
                .map(field -> field.getKey() + "=" + field.getValue())
                .sorted()
                .collect(Collectors.joining(","));
    }
}

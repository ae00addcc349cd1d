package dev.serai.cache.object;

import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.client.dsl.FilterWatchListDeletable;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

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

    <T, L, R> FilterWatchListDeletable<T, L, R> of(FilterWatchListDeletable<T, L, R> objects) {
        FilterWatchListDeletable<T, L, R> chosen = objects;
        if (!labels.isEmpty()) {
            chosen = chosen.withLabelSelector(labels);
        }
        return fields.isEmpty() ? chosen : chosen.withFields(fields);
    }

    ListOptionsBuilder of(ListOptionsBuilder options) {
        return options.withLabelSelector(labels.isEmpty() ? null : labels).withFieldSelector(fieldSelector());
    }

    private @Nullable String fieldSelector() {
        return fields.isEmpty()
                ? null
                : fields.entrySet().stream()
                        .map(field -> field.getKey() + "=" + field.getValue())
                        .sorted()
                        .collect(Collectors.joining(","));
    }
}

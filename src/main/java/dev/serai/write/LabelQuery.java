package dev.serai.write;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Turns labels in the form of the stock producers, a map, into a query. */
final class LabelQuery {

    private LabelQuery() {}

    /** Adds to {@code query} a selector for objects with all of the labels; {@code query} may be null. */
    static String with(@Nullable String query, Map<?, ?> labels) {
        String selector = labels.entrySet().stream()
                .map(e -> e.getKey() + "=" + e.getValue())
                .collect(Collectors.joining(","));
        String parameter = "labelSelector=" + URLEncoder.encode(selector, StandardCharsets.UTF_8);
        return query == null || query.isEmpty() ? parameter : query + "&" + parameter;
    }
}

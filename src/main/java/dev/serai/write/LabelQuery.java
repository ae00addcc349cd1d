package dev.serai.write;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Labels as the stock producers take them, a map, on their way into a query. */
final class LabelQuery {

    private LabelQuery() {}

    /** {@code query}, which may be null, with a selector for objects that carry all of the labels. */
    static String with(@Nullable String query, Map<?, ?> labels) {
        String selector = labels.entrySet().stream()
                .map(e -> e.getKey() + "=" + e.getValue())
                .collect(Collectors.joining(","));
        String parameter = "labelSelector=" + URLEncoder.encode(selector, StandardCharsets.UTF_8);
        return query == null || query.isEmpty() ? parameter : query + "&" + parameter;
    }
}

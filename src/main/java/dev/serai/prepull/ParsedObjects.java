package dev.serai.prepull;

import dev.serai.cache.object.CachedObject;
import dev.serai.cache.store.Snapshot;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The objects of a snapshot as records. One that has not changed is not read again. */
final class ParsedObjects<T> {

    private static final Logger LOG = LoggerFactory.getLogger(ParsedObjects.class);

    private record Parsed<T>(CachedObject object, @Nullable T value) {}

    private final Function<byte[], T> parser;
    private Map<String, Parsed<T>> known = Map.of();

    ParsedObjects(Function<byte[], T> parser) {
        this.parser = parser;
    }

    /** What could be read. What could not is told once. */
    Collection<T> of(Snapshot snapshot) {
        Map<String, Parsed<T>> now = new HashMap<>();
        List<T> values = new ArrayList<>();
        for (CachedObject object : snapshot.objects()) {
            Parsed<T> before = known.get(object.key());
            Parsed<T> parsed = before != null && before.object() == object ? before : parse(object);
            now.put(object.key(), parsed);
            if (parsed.value() != null) {
                values.add(parsed.value());
            }
        }
        known = now;
        return values;
    }

    private Parsed<T> parse(CachedObject object) {
        try {
            return new Parsed<>(object, parser.apply(object.json()));
        } catch (IllegalArgumentException e) {
            LOG.warn("{} is left alone: {}", object.key(), e.getMessage());
            return new Parsed<>(object, null);
        }
    }
}

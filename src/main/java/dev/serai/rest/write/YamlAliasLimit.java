package dev.serai.rest.write;

import dev.serai.rest.write.ObjectNames.MalformedException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import org.yaml.snakeyaml.events.AliasEvent;
import org.yaml.snakeyaml.events.CollectionEndEvent;
import org.yaml.snakeyaml.events.CollectionStartEvent;
import org.yaml.snakeyaml.events.Event;
import org.yaml.snakeyaml.events.NodeEvent;

/**
 * Computes the size of a YAML text with its aliases expanded, without expanding them, and refuses it where go-yaml does
 * (its {@code allowedAliasRatio}): ten lines can stand for a thousand million words.
 */
final class YamlAliasLimit {

    private static final long NODES = 1_000;
    private static final long ALIASED = 100;
    private static final double FEW = 400_000;
    private static final double MANY = 4_000_000;
    // More than any ratio allows, and far from an overflow.
    private static final long MOST = 1L << 40;

    private record Open(String anchor, long before) {}

    private final Map<String, Long> sizes = new HashMap<>();
    private final Deque<Open> open = new ArrayDeque<>();
    private long all;
    private long written;

    void take(Event event) throws MalformedException {
        if (event instanceof AliasEvent alias) {
            all = Math.min(MOST, all + 1 + sizes.getOrDefault(alias.getAnchor(), 1L));
            check();
            return;
        }
        if (event instanceof CollectionStartEvent start) {
            open.push(new Open(start.getAnchor(), all));
        } else if (event instanceof CollectionEndEvent) {
            Open ended = open.pop();
            if (ended.anchor() != null) {
                sizes.put(ended.anchor(), all - ended.before());
            }
        }
        if (event instanceof NodeEvent) {
            all = Math.min(MOST, all + 1);
            written++;
        }
    }

    private void check() throws MalformedException {
        long aliased = all - written;
        if (aliased > ALIASED && all > NODES && (double) aliased / all > allowed()) {
            throw new MalformedException("yaml: document contains excessive aliasing");
        }
    }

    private double allowed() {
        double between = Math.max(0, Math.min(1, (all - FEW) / (MANY - FEW)));
        return 0.99 - 0.89 * between;
    }
}

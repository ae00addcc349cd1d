package dev.serai.rest.write;

import dev.serai.rest.write.ObjectNames.MalformedException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.events.CollectionEndEvent;
import org.yaml.snakeyaml.events.CollectionStartEvent;
import org.yaml.snakeyaml.events.Event;
import org.yaml.snakeyaml.events.MappingStartEvent;
import org.yaml.snakeyaml.events.ScalarEvent;
import org.yaml.snakeyaml.parser.ParserImpl;
import org.yaml.snakeyaml.reader.StreamReader;
import org.yaml.snakeyaml.scanner.ScannerImpl;

/** Reads {@link ObjectNames} from the events of YAML: it follows no anchor and builds nothing. */
final class YamlNames {

    // The document, its metadata, and the values in it.
    private static final int LEVELS = 3;
    // Less than the API server's limit: in this parser, each level costs as much as there are levels around it.
    private static final int MOST_LEVELS = 1_000;

    private final int deepest;
    private final @Nullable String[] names = new @Nullable String[2];
    private final boolean[] isMapping = new boolean[LEVELS];
    // The key of the next value; null if a key comes next.
    private final @Nullable String[] key = new @Nullable String[LEVELS];
    private int depth;

    private YamlNames(int deepest) {
        this.deepest = Math.min(deepest, MOST_LEVELS);
    }

    /**
     * Reads one document, in which at most {@code deepest} mappings and lists lie in one another, and never more than
     * 1,000.
     *
     * @throws MalformedException if it is not YAML, or is deeper
     */
    static ObjectNames of(byte[] body, int deepest) throws MalformedException {
        try {
            var names = new YamlNames(deepest);
            var aliases = new YamlAliasLimit();
            ParserImpl events = events(body);
            Event event = events.getEvent();
            while (!event.is(Event.ID.DocumentEnd) && !event.is(Event.ID.StreamEnd)) {
                names.take(event);
                aliases.take(event);
                event = events.getEvent();
            }
            return new ObjectNames(names.names[0], names.names[1]);
        } catch (MarkedYAMLException e) {
            throw new MalformedException(
                    "yaml: line %d: %s".formatted(e.getProblemMark().getLine() + 1, e.getProblem()));
        } catch (YAMLException e) {
            throw new MalformedException("yaml: control characters are not allowed");
        }
    }

    /** The events of a YAML text. */
    static ParserImpl events(byte[] yaml) {
        var options = new LoaderOptions();
        options.setCodePointLimit(Integer.MAX_VALUE);
        var text = new String(yaml, StandardCharsets.UTF_8);
        return new ParserImpl(new ScannerImpl(new StreamReader(text), options));
    }

    private void take(Event event) throws MalformedException {
        if (event instanceof CollectionStartEvent) {
            depth++;
            if (depth > deepest) {
                throw new MalformedException("yaml: " + ObjectNames.TOO_DEEP.formatted(deepest));
            }
            if (depth < LEVELS) {
                isMapping[depth] = event instanceof MappingStartEvent;
                key[depth] = null;
            }
        } else if (event instanceof CollectionEndEvent) {
            depth--;
            value(null);
        } else if (event instanceof ScalarEvent scalar) {
            value(scalar.getValue());
        } else if (event.is(Event.ID.Alias)) {
            value(null);
        }
    }

    private void value(@Nullable String text) {
        if (depth < 1 || depth >= LEVELS || !isMapping[depth]) {
            return;
        }
        if (key[depth] == null) {
            key[depth] = text == null ? "" : text;
            return;
        }
        if (depth == 2 && text != null && "metadata".equals(key[1])) {
            ObjectNames.note(names, key[2], text);
        }
        key[depth] = null;
    }
}

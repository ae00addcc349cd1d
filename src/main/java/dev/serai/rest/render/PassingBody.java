package dev.serai.rest.render;

import io.vertx.core.buffer.Buffer;
import org.jspecify.annotations.Nullable;

/**
 * The body of an answer that is passed on, part by part.
 *
 * @param json leaves out fields; null where all are told
 * @param yaml makes YAML of it; null where it is told in the form it has
 */
public record PassingBody(
        @Nullable StrippedJson json, @Nullable PassingYaml yaml) {

    /** Each byte as it came. */
    public static final PassingBody AS_IT_IS = new PassingBody(null, null);

    /** What can be told after the next part; it may be empty. */
    public Buffer next(byte[] part) {
        Buffer told = json == null ? Buffer.buffer(part) : json.next(part);
        return yaml == null ? told : yaml.next(told.getBytes());
    }

    /** The rest. */
    public Buffer end() {
        return yaml == null ? Buffer.buffer() : yaml.end();
    }
}

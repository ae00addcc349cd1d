package dev.serai.rest.render;

import io.vertx.core.buffer.Buffer;
import org.jspecify.annotations.Nullable;

/**
 * The body of an answer that is passed on, part by part.
 *
 * @param json leaves out fields; null to keep all
 * @param yaml turns it into YAML; null to keep its form
 */
public record PassingBody(
        @Nullable StrippedJson json, @Nullable PassingYaml yaml) {

    /** Keeps each byte. */
    public static final PassingBody AS_IT_IS = new PassingBody(null, null);

    /** The output after the next part; it may be empty. */
    public Buffer next(byte[] part) {
        Buffer told = json == null ? Buffer.buffer(part) : json.next(part);
        return yaml == null ? told : yaml.next(told.getBytes());
    }

    /** The rest of the output. */
    public Buffer end() {
        return yaml == null ? Buffer.buffer() : yaml.end();
    }
}

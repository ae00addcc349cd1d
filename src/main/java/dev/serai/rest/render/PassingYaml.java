package dev.serai.rest.render;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.async.ByteArrayFeeder;
import dev.serai.rest.wire.Yaml;
import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * A JSON document that passes by, as YAML, each value as it was. It comes in parts that end anywhere; nothing is held
 * but one value.
 */
public final class PassingYaml {

    private static final JsonFactory JSON = new JsonFactory();

    private final JsonParser json;
    private final ByteArrayFeeder feeder;
    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private final JsonGenerator yaml;

    public PassingYaml() {
        try {
            json = JSON.createNonBlockingByteArrayParser();
            feeder = (ByteArrayFeeder) json.getNonBlockingInputFeeder();
            yaml = Yaml.generator(written);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * What can be told after the next part; it may be empty.
     *
     * @throws UncheckedIOException if it is no JSON
     */
    Buffer next(byte[] part) {
        try {
            if (part.length > 0) {
                feeder.feedInput(part, 0, part.length);
                copy();
                yaml.flush();
            }
            return taken();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * The rest.
     *
     * @throws UncheckedIOException if what came is not all of a document
     */
    Buffer end() {
        try {
            feeder.endOfInput();
            copy();
            yaml.close();
            return taken();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void copy() throws IOException {
        for (JsonToken token = json.nextToken();
                token != null && token != JsonToken.NOT_AVAILABLE;
                token = json.nextToken()) {
            if (token.isNumeric()) {
                // As it came: 1.10 is not 1.1.
                yaml.writeNumber(json.getText());
            } else {
                yaml.copyCurrentEvent(json);
            }
        }
    }

    private Buffer taken() {
        Buffer taken = Buffer.buffer(written.toByteArray());
        written.reset();
        return taken;
    }
}

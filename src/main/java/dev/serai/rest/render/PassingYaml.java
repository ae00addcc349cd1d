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
 * Turns a JSON document into YAML while it passes; values stay unchanged. The document comes in parts that may end
 * anywhere; only one value is held at a time.
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
     * The output after the next part; it may be empty.
     *
     * @throws UncheckedIOException if it is not JSON
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
     * The rest of the output.
     *
     * @throws UncheckedIOException if the document is not complete
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
                // Unchanged: 1.10 is not 1.1.
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

package dev.serai.rest.wire;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.serai.kube.ExactJson;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import org.yaml.snakeyaml.DumperOptions;

/** JSON as YAML, each value as it was. */
public final class Yaml {

    private static final ObjectMapper JSON =
            ExactJson.configure(JsonMapper.builder()).build();
    private static final YAMLFactory FACTORY =
            YAMLFactory.builder().dumperOptions(options()).build();
    private static final ObjectMapper YAML =
            ExactJson.configure(YAMLMapper.builder(FACTORY)).build();

    private Yaml() {}

    public static Buffer of(byte[] json) {
        try {
            return Buffer.buffer(YAML.writeValueAsBytes(JSON.readTree(json)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Writes a document piece by piece. */
    public static JsonGenerator generator(OutputStream to) throws IOException {
        return FACTORY.createGenerator(to);
    }

    // Line separators and similar characters would be read as line ends without escapes.
    private static DumperOptions options() {
        var options = new DumperOptions();
        options.setAllowUnicode(false);
        options.setSplitLines(false);
        return options;
    }
}

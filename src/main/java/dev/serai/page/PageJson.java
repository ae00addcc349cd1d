package dev.serai.page;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** What the page reads, as JSON and as server-sent events. */
final class PageJson {

    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .addModule(new JavaTimeModule())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .build();

    private PageJson() {}

    static byte[] write(Object value) {
        try {
            return MAPPER.writeValueAsBytes(value);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static JsonNode read(byte[] json) {
        try {
            return MAPPER.readTree(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** One event. JSON escapes line ends, so that no value can end the event or begin another one. */
    static Buffer event(String name, Object value) {
        return Buffer.buffer("event: " + name + "\ndata: ")
                .appendBytes(write(value))
                .appendString("\n\n");
    }

    /** One event that a listener may come back with. */
    static Buffer event(long id, String name, Object value) {
        return Buffer.buffer(("id: " + id + "\n").getBytes(StandardCharsets.UTF_8))
                .appendBuffer(event(name, value));
    }
}

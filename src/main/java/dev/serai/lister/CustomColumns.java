package dev.serai.lister;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.serai.kube.ExactJson;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;
import org.jspecify.annotations.Nullable;

/**
 * Makes of an object a JSON object with a few of its fields, and of a list an array of them: what the kamelet
 * {@code custom-columns-action} does. Of a list one item at a time is in memory as more than bytes.
 */
public final class CustomColumns implements Processor {

    private static final ObjectMapper JSON =
            ExactJson.configure(JsonMapper.builder()).build();

    private Map<String, ColumnPath> columns = Map.of();

    /**
     * Says what is taken, as {@code kubectl -o custom-columns=} is told: names and paths, such as
     * {@code id:.metadata.labels.build,node:.spec.nodeName}.
     *
     * @throws IllegalArgumentException if that says nothing, or something twice
     */
    public void setColumns(String columns) {
        var parsed = new LinkedHashMap<String, ColumnPath>();
        for (String column : columns.split(",", -1)) {
            String[] parts = column.strip().split(":", 2);
            if (parts.length < 2 || parts[0].isBlank()) {
                throw new IllegalArgumentException(
                        "custom-columns: '%s' is no column; a name and a path are, such as phase:.status.phase"
                                .formatted(column.strip()));
            }
            if (parsed.put(parts[0].strip(), ColumnPath.parse(parts[1].strip())) != null) {
                throw new IllegalArgumentException(
                        "custom-columns: there are two columns '%s'".formatted(parts[0].strip()));
            }
        }
        this.columns = parsed;
    }

    /** Leaves a body that is not there as it is: nothing was found. */
    @Override
    public void process(Exchange exchange) throws Exception {
        Message message = exchange.getMessage();
        if (message.getBody() == null) {
            return;
        }
        var shaped = new ByteArrayOutputStream();
        try (JsonParser in = JSON.createParser(message.getMandatoryBody(InputStream.class));
                JsonGenerator out = JSON.createGenerator(shaped)) {
            JsonToken first = in.nextToken();
            if (first == JsonToken.START_ARRAY) {
                items(in, out);
            } else if (first == JsonToken.START_OBJECT) {
                objectOrList(in, out);
            } else {
                throw new IllegalArgumentException(
                        "custom-columns: the body is neither an object nor a list of objects, as JSON");
            }
        }
        message.setBody(shaped.toByteArray());
    }

    private void objectOrList(JsonParser in, JsonGenerator out) throws IOException {
        ObjectNode object = JSON.createObjectNode();
        while (in.nextToken() == JsonToken.FIELD_NAME) {
            String member = in.currentName();
            in.nextToken();
            if (member.equals("items") && in.hasToken(JsonToken.START_ARRAY) && isListKind(object.get("kind"))) {
                items(in, out);
                return;
            }
            object.set(member, JSON.<JsonNode>readTree(in));
        }
        write(object, out);
    }

    // Kubernetes writes the kind before the items; what has none, and items, is a list too.
    private static boolean isListKind(@Nullable JsonNode kind) {
        return kind == null || kind.asText().endsWith("List");
    }

    private void items(JsonParser in, JsonGenerator out) throws IOException {
        out.writeStartArray();
        while (in.nextToken() != JsonToken.END_ARRAY) {
            write(JSON.<JsonNode>readTree(in), out);
        }
        out.writeEndArray();
    }

    private void write(JsonNode object, JsonGenerator out) throws IOException {
        out.writeStartObject();
        for (Map.Entry<String, ColumnPath> column : columns.entrySet()) {
            out.writeFieldName(column.getKey());
            JSON.writeTree(out, column.getValue().of(object));
        }
        out.writeEndObject();
    }
}

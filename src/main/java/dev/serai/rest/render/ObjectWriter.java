package dev.serai.rest.render;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.util.ByteArrayBuilder;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.serai.cache.object.CachedObject;
import dev.serai.kube.ExactJson;
import dev.serai.kube.ResourceType;
import dev.serai.rest.wire.ContinueToken;
import dev.serai.rest.wire.Format;
import dev.serai.rest.wire.StreamedBody;
import dev.serai.rest.wire.Yaml;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes objects and lists in the forms that callers ask for. It makes JSON by joining bytes, without serialising. */
public final class ObjectWriter {

    private static final ObjectMapper JSON =
            ExactJson.configure(JsonMapper.builder()).build();
    private static final byte[] METADATA_HEAD =
            "{\"kind\":\"PartialObjectMetadata\",\"apiVersion\":\"meta.k8s.io/v1\",\"metadata\":"
                    .getBytes(StandardCharsets.UTF_8);

    private final PodTable table;

    /** Tables use the clock for the age of objects. */
    public ObjectWriter(Clock clock) {
        table = new PodTable(clock);
    }

    /** One object. */
    public Buffer object(ResourceType type, CachedObject object, Format form) {
        return switch (form) {
            case METADATA -> metadata(object);
            case TABLE, TABLE_WITH_OBJECTS, BARE_TABLE -> table.object(type, object, object.version(), form, true);
            case YAML -> Yaml.of(type.document(object.json()));
            default -> Buffer.buffer(type.document(object.json()));
        };
    }

    /** One object under another version than its own. */
    public Buffer objectAt(ResourceType type, CachedObject object, long version, Format form) {
        try {
            JsonNode document = JSON.readTree(object(type, object, form).getBytes());
            ((ObjectNode) document.get("metadata")).put("resourceVersion", Long.toString(version));
            return Buffer.buffer(JSON.writeValueAsBytes(document));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A page of a list; {@code next} and {@code remaining} are null if nothing follows. */
    public StreamedBody list(
            ResourceType type,
            long version,
            List<CachedObject> objects,
            @Nullable ContinueToken next,
            @Nullable Integer remaining,
            Format form) {
        return switch (form) {
            case TABLE, TABLE_WITH_OBJECTS, BARE_TABLE ->
                StreamedBody.of(table.list(type, version, objects, next, remaining, form));
            case METADATA_LIST -> StreamedBody.of(metadata(head(type, version, next, remaining, true), objects));
            case YAML ->
                StreamedBody.of(Yaml.of(ListBody.of(head(type, version, next, remaining, false), type, objects)
                        .joined()));
            default -> ListBody.of(head(type, version, next, remaining, false), type, objects);
        };
    }

    private static String head(
            ResourceType type,
            long version,
            @Nullable ContinueToken next,
            @Nullable Integer remaining,
            boolean metadata) {
        StringBuilder head = new StringBuilder(
                metadata
                        ? "{\"kind\":\"PartialObjectMetadataList\",\"apiVersion\":\"meta.k8s.io/v1\""
                        : "{\"kind\":\"%sList\",\"apiVersion\":\"%s\"".formatted(type.kind(), type.apiVersion()));
        head.append(",\"metadata\":{\"resourceVersion\":\"").append(version).append('"');
        if (next != null) {
            head.append(",\"continue\":\"").append(next).append('"');
        } else if (!type.isBuiltIn() && !metadata) {
            head.append(",\"continue\":\"\"");
        }
        if (remaining != null) {
            head.append(",\"remainingItemCount\":").append(remaining);
        }
        return head.append("},\"items\":[").toString();
    }

    private static Buffer metadata(String head, List<CachedObject> objects) {
        if (objects.isEmpty()) {
            return Buffer.buffer(head.substring(0, head.length() - 1) + "null}");
        }
        Buffer list = Buffer.buffer(head);
        for (int i = 0; i < objects.size(); i++) {
            if (i > 0) {
                list.appendByte((byte) ',');
            }
            list.appendBuffer(metadata(objects.get(i)));
        }
        return list.appendString("]}");
    }

    private static Buffer metadata(CachedObject object) {
        try (JsonParser in = JSON.createParser(object.json());
                var bytes = new ByteArrayBuilder();
                JsonGenerator out = JSON.createGenerator(bytes)) {
            in.nextToken();
            while (in.nextToken() == JsonToken.FIELD_NAME) {
                boolean wanted = in.currentName().equals("metadata");
                in.nextToken();
                if (wanted) {
                    out.copyCurrentStructure(in);
                    out.flush();
                    break;
                }
                in.skipChildren();
            }
            return Buffer.buffer(METADATA_HEAD).appendBytes(bytes.toByteArray()).appendByte((byte) '}');
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

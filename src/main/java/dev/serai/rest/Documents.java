package dev.serai.rest;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.util.ByteArrayBuilder;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.serai.cache.CachedObject;
import dev.serai.cache.ResourceType;
import dev.serai.cluster.ExactJson;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;

/** Objects and lists in the forms that callers ask for. Their own JSON is made by joining bytes, not by serialising. */
final class Documents {

    private static final ObjectMapper JSON =
            ExactJson.configure(JsonMapper.builder()).build();
    private static final ObjectMapper YAML = ExactJson.configure(
                    YAMLMapper.builder().disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER))
            .build();
    private static final byte[] METADATA_HEAD =
            "{\"kind\":\"PartialObjectMetadata\",\"apiVersion\":\"meta.k8s.io/v1\",\"metadata\":"
                    .getBytes(StandardCharsets.UTF_8);

    private final PodTable table;

    /** By the clock tables tell how old objects are. */
    Documents(Clock clock) {
        table = new PodTable(clock);
    }

    /** One object. */
    Buffer object(ResourceType type, CachedObject object, Form form) {
        return switch (form) {
            case METADATA -> metadata(object);
            case TABLE, TABLE_WITH_OBJECTS, BARE_TABLE -> table.object(type, object, object.version(), form, true);
            case YAML -> yaml(type.document(object));
            default -> Buffer.buffer(type.document(object));
        };
    }

    /** One object with another version than its own. */
    Buffer objectAt(ResourceType type, CachedObject object, long version, Form form) {
        try {
            JsonNode document = JSON.readTree(object(type, object, form).getBytes());
            ((ObjectNode) document.get("metadata")).put("resourceVersion", Long.toString(version));
            return Buffer.buffer(JSON.writeValueAsBytes(document));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A page of a list; {@code next} and {@code remaining} are null where there is nothing to tell. */
    Buffer list(
            ResourceType type,
            long version,
            List<CachedObject> objects,
            ContinueToken next,
            Integer remaining,
            Form form) {
        if (form.isTable()) {
            return table.list(type, version, objects, next, remaining, form);
        }
        boolean metadata = form == Form.METADATA_LIST;
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
        head.append("},\"items\":");
        if (metadata && objects.isEmpty()) {
            return Buffer.buffer(head.append("null}").toString());
        }
        Buffer list =
                Buffer.buffer(size(type, objects)).appendString(head.append('[').toString());
        for (int i = 0; i < objects.size(); i++) {
            if (i > 0) {
                list.appendByte((byte) ',');
            }
            appendItem(list, type, objects.get(i), metadata);
        }
        list.appendString("]}");
        return form == Form.YAML ? yaml(list.getBytes()) : list;
    }

    private static void appendItem(Buffer list, ResourceType type, CachedObject object, boolean metadata) {
        if (metadata) {
            list.appendBuffer(metadata(object));
        } else if (type.isBuiltIn()) {
            list.appendBytes(object.json());
        } else {
            list.appendBytes(type.document(object));
        }
    }

    private static int size(ResourceType type, List<CachedObject> objects) {
        long size = 512;
        for (CachedObject object : objects) {
            size += object.json().length + 1L + (type.isBuiltIn() ? 0 : 128);
        }
        return Math.toIntExact(size);
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

    private static Buffer yaml(byte[] json) {
        try {
            return Buffer.buffer(YAML.writeValueAsBytes(JSON.readTree(json)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

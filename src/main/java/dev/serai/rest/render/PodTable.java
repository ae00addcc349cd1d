package dev.serai.rest.render;

import com.fasterxml.jackson.core.JsonGenerator;
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
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Pods as a {@code meta.k8s.io/v1} Table, which {@code kubectl get} asks for: {@code asTable} of apiserver's
 * response.go. The columns in pod-columns.json are those of {@code AddHandlers} in printers.go. For other resources
 * only the API server can make tables, since each has its own columns.
 */
public final class PodTable {

    private static final ObjectMapper JSON =
            ExactJson.configure(JsonMapper.builder()).build();
    private static final JsonNode COLUMNS = columns();

    private final Clock clock;

    public PodTable(Clock clock) {
        this.clock = clock;
    }

    /** A page of a list; {@code next} and {@code remaining} are null if nothing follows. */
    Buffer list(
            ResourceType type,
            long version,
            List<CachedObject> pods,
            @Nullable ContinueToken next,
            @Nullable Integer remaining,
            Format form) {
        ObjectNode metadata = metadata(version);
        if (next != null) {
            metadata.put("continue", next.toString());
        }
        if (remaining != null) {
            metadata.put("remainingItemCount", remaining);
        }
        // One tree at a time: all together would be many times as large as their bytes.
        return table(metadata, pods.stream().map(pod -> tree(type, pod)).iterator(), form, true);
    }

    /**
     * One pod, under a version that may differ from its own. With {@code columns}, the table has the column
     * definitions.
     */
    public Buffer object(ResourceType type, CachedObject pod, long version, Format form, boolean columns) {
        ObjectNode tree = tree(type, pod);
        tree.withObject("/metadata").put("resourceVersion", Long.toString(version));
        return table(metadata(version), List.of(tree).iterator(), form, columns);
    }

    /** A bookmark: the row of an empty pod. */
    public Buffer bookmark(ResourceType type, long version, boolean initialEventsEnd, Format form, boolean columns) {
        ObjectNode pod = JSON.createObjectNode();
        pod.put("kind", type.kind()).put("apiVersion", type.apiVersion());
        pod.set("metadata", metadata(version));
        if (initialEventsEnd) {
            pod.withObject("/metadata/annotations").put("k8s.io/initial-events-end", "true");
        }
        pod.putObject("spec").putNull("containers");
        pod.putObject("status");
        // The annotation must arrive, whatever the caller asked for.
        Format shown = form == Format.BARE_TABLE && initialEventsEnd ? Format.TABLE : form;
        return table(metadata(version), List.of(pod).iterator(), shown, columns);
    }

    private Buffer table(ObjectNode metadata, Iterator<ObjectNode> pods, Format form, boolean columns) {
        try (var bytes = new ByteArrayBuilder();
                JsonGenerator out = JSON.createGenerator(bytes)) {
            out.writeStartObject();
            out.writeStringField("kind", "Table");
            out.writeStringField("apiVersion", "meta.k8s.io/v1");
            out.writePOJOField("metadata", metadata);
            out.writePOJOField("columnDefinitions", columns ? COLUMNS : null);
            out.writeArrayFieldStart("rows");
            while (pods.hasNext()) {
                out.writeTree(row(pods.next(), form));
            }
            out.writeEndArray();
            out.writeEndObject();
            out.flush();
            return Buffer.buffer(bytes.toByteArray());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private ObjectNode row(ObjectNode pod, Format form) {
        ObjectNode row = PodTableRow.of(pod, clock.instant());
        return switch (form) {
            case BARE_TABLE -> row.putNull("object");
            case TABLE_WITH_OBJECTS -> row.set("object", pod);
            default -> {
                ObjectNode object = row.putObject("object");
                object.put("kind", "PartialObjectMetadata").put("apiVersion", "meta.k8s.io/v1");
                object.set("metadata", pod.get("metadata"));
                yield row;
            }
        };
    }

    private static ObjectNode metadata(long version) {
        return JSON.createObjectNode().put("resourceVersion", Long.toString(version));
    }

    private static ObjectNode tree(ResourceType type, CachedObject pod) {
        try {
            return (ObjectNode) JSON.readTree(type.document(pod.json()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static JsonNode columns() {
        try (InputStream columns = PodTable.class.getResourceAsStream("pod-columns.json")) {
            return JSON.readTree(columns);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

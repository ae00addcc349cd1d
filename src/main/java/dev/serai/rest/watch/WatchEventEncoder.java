package dev.serai.rest.watch;

import dev.serai.cache.object.CachedObject;
import dev.serai.cache.store.Change;
import dev.serai.cache.store.Transition;
import dev.serai.kube.ResourceType;
import dev.serai.rest.render.ObjectWriter;
import dev.serai.rest.render.PodTable;
import dev.serai.rest.wire.Format;
import io.fabric8.kubernetes.api.model.Status;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.vertx.core.buffer.Buffer;
import java.time.Clock;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Encodes watch events as bytes. Each is encoded once, for the first watcher that needs it, and shared by all others; a
 * table, which shows ages, only by watchers in the same second. Only a stream's first table has the column definitions:
 * {@code watchEmbeddedEncoder} of apiserver's response.go. Only the event loop uses it.
 */
public final class WatchEventEncoder {

    private static final int MAX_HELD_BYTES = 4 * 1024 * 1024;

    private record Key(CachedObject object, Change.Type type, long version, Format form, boolean first, long second) {}

    private final Map<Key, Buffer> encoded = new LinkedHashMap<>();
    private long heldBytes;
    private final ObjectWriter writer;
    private final PodTable table;
    private final Clock clock;

    public WatchEventEncoder(ObjectWriter writer, PodTable table, Clock clock) {
        this.writer = writer;
        this.table = table;
        this.clock = clock;
    }

    /** An object that exists when a watch begins. */
    Buffer initial(ResourceType type, CachedObject object, Format form, boolean first) {
        return line("ADDED", document(type, object, object.version(), form, first), object.resourceVersion(), form);
    }

    /** A change as a watcher sees it; it led to {@code version}. */
    Buffer change(ResourceType type, Transition transition, long version, Format form, boolean first) {
        CachedObject object = transition.object();
        long second = form.isTable() ? clock.instant().getEpochSecond() : 0;
        Key wanted = new Key(object, transition.type(), version, form, form.isTable() && first, second);
        Buffer known = encoded.get(wanted);
        if (known != null) {
            return known;
        }
        Buffer line = line(
                transition.type().name(), document(type, object, version, form, first), Long.toString(version), form);
        hold(wanted, line);
        return line;
    }

    // The oldest are dropped first. The newest stays, however long it is: the other watchers will ask for it next.
    private void hold(Key key, Buffer line) {
        heldBytes += line.length();
        Iterator<Buffer> oldest = encoded.values().iterator();
        while (heldBytes > MAX_HELD_BYTES && oldest.hasNext()) {
            heldBytes -= oldest.next().length();
            oldest.remove();
        }
        encoded.put(key, line);
    }

    private Buffer document(ResourceType type, CachedObject object, long version, Format form, boolean first) {
        if (form.isTable()) {
            return table.object(type, object, version, form, first);
        }
        return object.version() == version
                ? writer.object(type, object, form)
                : writer.objectAt(type, object, version, form);
    }

    /** Says how far a watcher is; {@code initialEventsEnd} also says that it has seen all initial objects. */
    Buffer bookmark(ResourceType type, long version, boolean initialEventsEnd, Format form, boolean first) {
        if (form.isTable()) {
            return line("BOOKMARK", table.bookmark(type, version, initialEventsEnd, form, first), null, form);
        }
        String kind = form == Format.METADATA ? "PartialObjectMetadata" : type.kind();
        String apiVersion = form == Format.METADATA ? "meta.k8s.io/v1" : type.apiVersion();
        // The other fields of a pod about which nothing is known.
        String rest =
                type.isCorePods() && form != Format.METADATA ? ",\"spec\":{\"containers\":null},\"status\":{}" : "";
        String annotations = initialEventsEnd ? ",\"annotations\":{\"k8s.io/initial-events-end\":\"true\"}" : "";
        Buffer object =
                Buffer.buffer("{\"kind\":\"%s\",\"apiVersion\":\"%s\",\"metadata\":{\"resourceVersion\":\"%d\"%s}%s}"
                        .formatted(kind, apiVersion, version, annotations, rest));
        return line("BOOKMARK", object, Long.toString(version), form);
    }

    /** The end of a watch that cannot resume from {@code version}, in the API server's words. */
    static Buffer expired(long version, long oldest, Format form) {
        return line(
                "ERROR",
                Buffer.buffer("{\"kind\":\"Status\",\"apiVersion\":\"v1\",\"metadata\":{},\"status\":\"Failure\","
                        + "\"message\":\"too old resource version: %d (%d)\",\"reason\":\"Expired\",\"code\":410}"
                                .formatted(version, oldest)),
                null,
                form);
    }

    /** The end of a watch that the caller may no longer have. */
    public static Buffer refused(Status status, Format form) {
        return line("ERROR", Buffer.buffer(Serialization.asJson(status)), null, form);
    }

    private static Buffer line(String type, Buffer object, @Nullable String version, Format form) {
        Buffer line = Buffer.buffer(object.length() + 64);
        if (form == Format.EVENTS) {
            if (version != null) {
                line.appendString("id: ").appendString(version).appendByte((byte) '\n');
            }
            line.appendString("data: ");
        }
        line.appendString("{\"type\":\"")
                .appendString(type)
                .appendString("\",\"object\":")
                .appendBuffer(object);
        return line.appendString(form == Format.EVENTS ? "}\n\n" : "}\n");
    }
}

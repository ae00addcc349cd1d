package dev.serai.rest;

import dev.serai.cache.CachedObject;
import dev.serai.cache.Change;
import dev.serai.cache.ResourceType;
import io.vertx.core.buffer.Buffer;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Watch events as bytes. Each is encoded once, for the first watcher that needs it, and shared by all others. Touched
 * by the event loop only.
 */
final class WatchLines {

    private static final int HELD = 256;

    private record Key(CachedObject object, Change.Type type, long version, Form form) {}

    private final Map<Key, Buffer> encoded = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, Buffer> eldest) {
            return size() > HELD;
        }
    };

    /** An object that is there when a watch begins. */
    static Buffer initial(ResourceType type, CachedObject object, Form form) {
        return line("ADDED", Documents.object(type, object, form), object.resourceVersion(), form);
    }

    /** A change, as a watcher sees it that led to {@code version}. */
    Buffer change(ResourceType type, Transition transition, long version, Form form) {
        CachedObject object = transition.object();
        return encoded.computeIfAbsent(new Key(object, transition.type(), version, form), key -> {
            Buffer document = object.version() == version
                    ? Documents.object(type, object, form)
                    : Documents.objectAt(type, object, version, form);
            return line(transition.type().name(), document, Long.toString(version), form);
        });
    }

    /** How far a watcher is; with {@code initialEventsEnd} it is told that it has seen all there was. */
    static Buffer bookmark(ResourceType type, long version, boolean initialEventsEnd, Form form) {
        String kind = form == Form.METADATA ? "PartialObjectMetadata" : type.kind();
        String apiVersion = form == Form.METADATA ? "meta.k8s.io/v1" : type.apiVersion();
        String annotations = initialEventsEnd ? ",\"annotations\":{\"k8s.io/initial-events-end\":\"true\"}" : "";
        Buffer object =
                Buffer.buffer("{\"kind\":\"%s\",\"apiVersion\":\"%s\",\"metadata\":{\"resourceVersion\":\"%d\"%s}}"
                        .formatted(kind, apiVersion, version, annotations));
        return line("BOOKMARK", object, Long.toString(version), form);
    }

    /** The end of a watch that cannot go on from {@code version}, told as the API server does. */
    static Buffer expired(long version, long oldest, Form form) {
        return line(
                "ERROR",
                Buffer.buffer("{\"kind\":\"Status\",\"apiVersion\":\"v1\",\"metadata\":{},\"status\":\"Failure\","
                        + "\"message\":\"too old resource version: %d (%d)\",\"reason\":\"Expired\",\"code\":410}"
                                .formatted(version, oldest)),
                null,
                form);
    }

    private static Buffer line(String type, Buffer object, String version, Form form) {
        Buffer line = Buffer.buffer(object.length() + 64);
        if (form == Form.EVENTS) {
            if (version != null) {
                line.appendString("id: ").appendString(version).appendByte((byte) '\n');
            }
            line.appendString("data: ");
        }
        line.appendString("{\"type\":\"")
                .appendString(type)
                .appendString("\",\"object\":")
                .appendBuffer(object);
        return line.appendString(form == Form.EVENTS ? "}\n\n" : "}\n");
    }
}

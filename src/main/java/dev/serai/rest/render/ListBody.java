package dev.serai.rest.render;

import dev.serai.cache.object.CachedObject;
import dev.serai.kube.ResourceType;
import dev.serai.rest.wire.StreamedBody;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;

/** A list's JSON: its head and then the bytes of its objects, joined into parts of a size that fits sockets. */
final class ListBody implements Iterator<Buffer> {

    private static final int PART_BYTES = 128 * 1024;
    private static final String TAIL = "]}";

    private final byte[] head;
    private final ResourceType type;
    private final List<CachedObject> objects;
    private int next;
    private boolean ended;

    private ListBody(String head, ResourceType type, List<CachedObject> objects) {
        this.head = head.getBytes(StandardCharsets.UTF_8);
        this.type = type;
        this.objects = objects;
    }

    /** {@code head} is everything before the first object. */
    static StreamedBody of(String head, ResourceType type, List<CachedObject> objects) {
        var parts = new ListBody(head, type, objects);
        return new StreamedBody(parts.length(), parts);
    }

    @Override
    public boolean hasNext() {
        return !ended;
    }

    @Override
    public Buffer next() {
        if (ended) {
            throw new NoSuchElementException();
        }
        Buffer part = Buffer.buffer(PART_BYTES + PART_BYTES / 8);
        if (next == 0) {
            part.appendBytes(head);
        }
        while (next < objects.size() && part.length() < PART_BYTES) {
            if (next > 0) {
                part.appendByte((byte) ',');
            }
            part.appendBytes(item(objects.get(next)));
            next++;
        }
        if (next == objects.size()) {
            part.appendString(TAIL);
            ended = true;
        }
        return part;
    }

    // Items of built-in resources have no kind and version; items of other resources have them.
    private byte[] item(CachedObject object) {
        return type.isBuiltIn() ? object.json() : type.document(object.json());
    }

    private long length() {
        long length = head.length + (long) TAIL.length();
        if (objects.isEmpty()) {
            return length;
        }
        CachedObject first = objects.get(0);
        long more = item(first).length - first.json().length;
        for (CachedObject object : objects) {
            length += object.json().length + more;
        }
        return length + objects.size() - 1;
    }
}

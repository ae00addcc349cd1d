package dev.serai.rest;

import dev.serai.cache.CachedObject;
import dev.serai.cache.LabelSelector;
import dev.serai.cache.ResourceType;
import dev.serai.cache.Snapshot;
import io.vertx.core.buffer.Buffer;
import java.util.List;

/** A list, made by joining the bytes of its items. */
final class ListDocument {

    private ListDocument() {}

    static Buffer of(ResourceType type, Snapshot snapshot, String namespace, LabelSelector selector) {
        List<CachedObject> objects = snapshot.in(namespace);
        if (!selector.isEverything()) {
            objects = objects.stream()
                    .filter(object -> selector.test(object.labels()))
                    .toList();
        }
        String head = "{\"kind\":\"%sList\",\"apiVersion\":\"%s\",\"metadata\":{\"resourceVersion\":\"%s\"},\"items\":["
                .formatted(type.kind(), type.apiVersion(), snapshot.resourceVersion());
        Buffer list = Buffer.buffer(size(head, objects)).appendString(head);
        for (int i = 0; i < objects.size(); i++) {
            if (i > 0) {
                list.appendByte((byte) ',');
            }
            list.appendBytes(objects.get(i).json());
        }
        return list.appendString("]}");
    }

    private static int size(String head, List<CachedObject> objects) {
        long size = head.length() + 2L + objects.size();
        for (CachedObject object : objects) {
            size += object.json().length;
        }
        return Math.toIntExact(size);
    }
}

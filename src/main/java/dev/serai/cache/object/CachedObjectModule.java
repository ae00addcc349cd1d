package dev.serai.cache.object;

import com.fasterxml.jackson.databind.module.SimpleModule;
import io.fabric8.kubernetes.api.model.WatchEvent;

/** Teaches the client to read objects in the form that the cache keeps. */
public final class CachedObjectModule extends SimpleModule {

    public CachedObjectModule(StrippedFields stripped) {
        super("serai-cache");
        addDeserializer(CachedObject.class, new CachedObjectDeserializer(stripped));
        addDeserializer(WatchEvent.class, new WatchEventDeserializer());
        addSerializer(CachedObject.class, new CachedObjectSerializer());
    }
}

package dev.serai.cache.object;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.util.TokenBuffer;
import io.fabric8.kubernetes.api.model.KubernetesResource;
import io.fabric8.kubernetes.api.model.Status;
import io.fabric8.kubernetes.api.model.WatchEvent;
import java.io.IOException;

/**
 * Reads the object of a watch event directly into a {@link CachedObject}. fabric8 would read it into its own class for
 * the kind, which loses explicit nulls.
 */
final class WatchEventDeserializer extends JsonDeserializer<WatchEvent> {

    @Override
    public WatchEvent deserialize(JsonParser in, DeserializationContext context) throws IOException {
        var event = new WatchEvent();
        TokenBuffer early = null;
        while (in.nextToken() == JsonToken.FIELD_NAME) {
            String field = in.currentName();
            in.nextToken();
            if (field.equals("type")) {
                event.setType(in.getText());
            } else if (!field.equals("object")) {
                in.skipChildren();
            } else if (event.getType() == null) {
                early = context.bufferAsCopyOfValue(in);
            } else {
                event.setObject(object(event.getType(), in, context));
            }
        }
        if (early != null) {
            JsonParser object = early.asParserOnFirstToken();
            event.setObject(object(event.getType(), object, context));
        }
        return event;
    }

    private static KubernetesResource object(String type, JsonParser in, DeserializationContext context)
            throws IOException {
        return "ERROR".equals(type) ? context.readValue(in, Status.class) : context.readValue(in, CachedObject.class);
    }
}

package dev.serai.cache.object;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.SerializerProvider;
import java.io.IOException;

/** Writes an object as JSON, so that a watch with the same client can read it into a class of its own. */
final class CachedObjectSerializer extends JsonSerializer<CachedObject> {

    @Override
    public void serialize(CachedObject object, JsonGenerator out, SerializerProvider provider) throws IOException {
        out.writeStartObject();
        if (object.kind() != null) {
            out.writeStringField("kind", object.kind());
            out.writeStringField("apiVersion", object.apiVersion());
        }
        try (JsonParser in = out.getCodec().getFactory().createParser(object.json())) {
            in.nextToken();
            while (in.nextToken() == JsonToken.FIELD_NAME) {
                out.copyCurrentStructure(in);
            }
        }
        out.writeEndObject();
    }
}

package dev.serai.cache.object;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.util.ByteArrayBuilder;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonDeserializer;
import java.io.IOException;

/** Reads an object in the form that the cache keeps: its bytes, copied by an {@link ObjectCopier}. */
final class CachedObjectDeserializer extends JsonDeserializer<CachedObject> {

    private final transient StrippedFields stripped;

    CachedObjectDeserializer(StrippedFields stripped) {
        this.stripped = stripped;
    }

    @Override
    public CachedObject deserialize(JsonParser parser, DeserializationContext context) throws IOException {
        var copy = new ObjectCopier(stripped);
        try (var bytes = new ByteArrayBuilder();
                JsonGenerator out = parser.getCodec().getFactory().createGenerator(bytes)) {
            copy.object(parser, out);
            out.flush();
            return copy.build(bytes.toByteArray());
        }
    }
}

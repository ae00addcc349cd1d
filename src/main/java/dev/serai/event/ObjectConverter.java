package dev.serai.event;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.serai.cloudevent.EventHeaders;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.TypeConversionException;
import org.apache.camel.support.TypeConverterSupport;
import org.jspecify.annotations.Nullable;

/**
 * Converts the body of an event, which is JSON, to fabric8's classes such as {@code Pod}, and to a {@code Map}. Camel
 * itself converts it to text and streams. Other converters handle bytes that are not an event.
 */
final class ObjectConverter extends TypeConverterSupport {

    private static final TypeReference<Map<String, Object>> MEMBERS = new TypeReference<>() {};

    private final KubernetesSerialization serialization = new KubernetesSerialization();
    private final ObjectMapper mapper = new ObjectMapper();

    /** Null if {@code value} is not the body of an event, or an object cannot become a {@code type}. */
    @Override
    public <T> @Nullable T convertTo(Class<T> type, Exchange exchange, Object value) {
        if (!(value instanceof byte[] document) || !isEvent(exchange)) {
            return null;
        }
        try {
            if (type == Map.class) {
                return type.cast(mapper.readValue(document, MEMBERS));
            }
            return HasMetadata.class.isAssignableFrom(type)
                    ? serialization.unmarshal(new ByteArrayInputStream(document), type)
                    : null;
        } catch (IOException | RuntimeException e) {
            throw new TypeConversionException(value, type, e);
        }
    }

    private static boolean isEvent(Exchange exchange) {
        Message message = exchange == null ? null : exchange.getMessage();
        return message != null && message.getHeader(EventHeaders.UID) != null;
    }
}

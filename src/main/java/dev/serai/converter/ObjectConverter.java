package dev.serai.converter;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.KubernetesResource;
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
 * Converts the JSON of objects and lists of objects, in a message's body, to fabric8's classes such as {@code Pod} and
 * {@code PodList}, and to a {@code Map}. Camel itself converts it to text and streams.
 */
public final class ObjectConverter extends TypeConverterSupport {

    private static final TypeReference<Map<String, Object>> MEMBERS = new TypeReference<>() {};

    private final KubernetesSerialization serialization = new KubernetesSerialization();
    private final ObjectMapper mapper = new ObjectMapper();
    private final String mark;

    /** Converts only bodies of messages that have the header {@code mark}. Other converters handle the rest. */
    public ObjectConverter(String mark) {
        this.mark = mark;
    }

    /** Null if {@code value} is not such a body, or an object cannot become a {@code type}. */
    @Override
    public <T> @Nullable T convertTo(Class<T> type, Exchange exchange, Object value) {
        if (!(value instanceof byte[] document) || !isMarked(exchange)) {
            return null;
        }
        try {
            if (type == Map.class) {
                return type.cast(mapper.readValue(document, MEMBERS));
            }
            return KubernetesResource.class.isAssignableFrom(type)
                    ? serialization.unmarshal(new ByteArrayInputStream(document), type)
                    : null;
        } catch (IOException | RuntimeException e) {
            throw new TypeConversionException(value, type, e);
        }
    }

    private boolean isMarked(Exchange exchange) {
        Message message = exchange == null ? null : exchange.getMessage();
        return message != null && message.getHeader(mark) != null;
    }
}

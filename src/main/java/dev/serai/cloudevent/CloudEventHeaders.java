package dev.serai.cloudevent;

import dev.serai.kube.PercentEncoding;
import java.util.List;
import java.util.stream.Stream;
import org.apache.camel.Message;
import org.apache.camel.cloudevents.CloudEvent;
import org.apache.camel.cloudevents.CloudEvents;

/** The attributes of a message's CloudEvent, as the headers of HTTP in binary mode. */
public final class CloudEventHeaders {

    // The attributes that kube-watch: sets. Of Camel's other attributes, one has its own header in HTTP, and one is of
    // no use here.
    private static final List<CloudEvent.Attribute> ATTRIBUTES = Stream.of(
                    EventHeaders.VERSION,
                    EventHeaders.ID,
                    EventHeaders.SOURCE,
                    EventHeaders.TYPE,
                    EventHeaders.SUBJECT,
                    EventHeaders.TIME)
            .map(CloudEvents.v1_0::mandatoryAttribute)
            .toList();

    private CloudEventHeaders() {}

    /** Sets a {@code ce-} header for each attribute that the message has, and its content type. */
    public static void set(Message message) {
        ATTRIBUTES.forEach(attribute -> {
            String value = message.getHeader(attribute.id(), String.class);
            if (value != null) {
                message.setHeader(attribute.http(), encode(value));
            }
        });
        String contentType = message.getHeader(EventHeaders.CONTENT_TYPE, String.class);
        if (contentType != null) {
            message.setHeader(CloudEvent.CAMEL_CLOUD_EVENT_CONTENT_TYPE, contentType);
        }
    }

    /**
     * The encoding of CloudEvents' HTTP binding, 3.1.3.2: it encodes space, quote, percent sign, and everything except
     * printable ASCII.
     */
    public static String encode(String value) {
        return PercentEncoding.encode(value, c -> c > ' ' && c < 0x7f && c != '"' && c != '%');
    }
}

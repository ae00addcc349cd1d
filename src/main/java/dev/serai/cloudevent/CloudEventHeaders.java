package dev.serai.cloudevent;

import dev.serai.kube.PercentEncoding;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.camel.Message;

/** The attributes of a message's CloudEvent, as the headers of HTTP in binary mode. */
public final class CloudEventHeaders {

    public static final String ID = "CamelCloudEventID";
    static final String CONTENT_TYPE = "CamelCloudEventDataContentType";

    private static final Map<String, String> ATTRIBUTES = attributes();

    private CloudEventHeaders() {}

    private static Map<String, String> attributes() {
        var attributes = new LinkedHashMap<String, String>();
        attributes.put("CamelCloudEventVersion", "specversion");
        attributes.put(ID, "id");
        attributes.put("CamelCloudEventSource", "source");
        attributes.put("CamelCloudEventType", "type");
        attributes.put("CamelCloudEventSubject", "subject");
        attributes.put("CamelCloudEventTime", "time");
        return attributes;
    }

    /** Sets a {@code ce-} header for each attribute that the message has, and its content type. */
    public static void set(Message message) {
        ATTRIBUTES.forEach((header, attribute) -> {
            String value = message.getHeader(header, String.class);
            if (value != null) {
                message.setHeader("ce-" + attribute, encode(value));
            }
        });
        String contentType = message.getHeader(CONTENT_TYPE, String.class);
        if (contentType != null) {
            message.setHeader("Content-Type", contentType);
        }
    }

    /** The encoding of CloudEvents' HTTP binding, 3.1.3.2: all but printable ASCII, and space, quote and percent sign. */
    public static String encode(String value) {
        return PercentEncoding.encode(value, c -> c > ' ' && c < 0x7f && c != '"' && c != '%');
    }
}

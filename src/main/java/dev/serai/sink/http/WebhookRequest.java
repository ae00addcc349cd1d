package dev.serai.sink.http;

import dev.serai.sink.deadletter.UnsendableException;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.apache.camel.Message;
import org.apache.camel.http.base.HttpHeaderFilterStrategy;
import org.apache.camel.spi.HeaderFilterStrategy;

/**
 * Turns a message into an HTTP request: with the headers that Camel's own HTTP client would send, and the body as
 * bytes.
 */
public final class WebhookRequest {

    private static final HeaderFilterStrategy FILTER = new HttpHeaderFilterStrategy();
    // The client sets these itself and accepts them from nobody.
    private static final Set<String> OF_THE_CLIENT =
            Set.of("connection", "content-length", "expect", "host", "upgrade", "transfer-encoding", "te");
    private static final String AUTHORIZATION = "Authorization";
    private static final String CONTENT_TYPE = "Content-Type";

    private WebhookRequest() {}

    /**
     * Makes a request of the message.
     *
     * @param timeout how long it may take until the head of the answer arrives
     * @throws UnsendableException if a header holds characters that no HTTP header may hold
     */
    public static HttpRequest of(String method, WebhookUrl url, Message message, Duration timeout)
            throws UnsendableException {
        byte[] body = message.getBody() == null ? new byte[0] : message.getBody(byte[].class);
        HttpRequest.Builder request = HttpRequest.newBuilder(url.uri())
                .timeout(timeout)
                .method(
                        method,
                        body.length == 0
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofByteArray(body));
        for (Map.Entry<String, Object> header : message.getHeaders().entrySet()) {
            add(request, header.getKey(), header.getValue(), message);
        }
        // Camel's filter leaves this header to the body's entity, which does not exist here.
        String contentType = message.getHeader(CONTENT_TYPE, String.class);
        if (contentType != null) {
            set(request, CONTENT_TYPE, contentType);
        }
        if (!url.authorization().isEmpty()) {
            request.setHeader(AUTHORIZATION, url.authorization());
        }
        return request.build();
    }

    private static void add(HttpRequest.Builder request, String name, Object value, Message message)
            throws UnsendableException {
        if (OF_THE_CLIENT.contains(name.toLowerCase(Locale.ROOT))
                || FILTER.applyFilterToCamelHeaders(name, value, message.getExchange())) {
            return;
        }
        String text = message.getHeader(name, String.class);
        if (text == null) {
            return;
        }
        set(request, name, text);
    }

    private static void set(HttpRequest.Builder request, String name, String text) throws UnsendableException {
        try {
            request.setHeader(name, text);
        } catch (IllegalArgumentException e) {
            // Without the exception's message, which holds the value.
            throw new UnsendableException(
                    "has a header '%s' that no request can carry".formatted(name.replaceAll("[^\\x21-\\x7e]", "?")));
        }
    }
}

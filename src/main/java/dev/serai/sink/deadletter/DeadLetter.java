package dev.serai.sink.deadletter;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import dev.serai.cloudevent.EventHeaders;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.jspecify.annotations.Nullable;

/**
 * A whole event that its receiver has not taken, with what was tried.
 *
 * @param id the letter's own name: the receiver's name and the event's id
 * @param failure where it should have gone, and why it did not arrive
 * @param headers the headers of the message
 * @param body the body of the message
 */
@JsonPropertyOrder({"id", "failure", "headers", "text", "bytes"})
public record DeadLetter(String id, Failure failure, Map<String, String> headers, Body body) {

    /**
     * What was tried.
     *
     * @param sink the receiver's name
     * @param route the id of the route that the event came from
     * @param reason the result of the last attempt
     * @param attempts how many requests were made
     * @param first when the first one was made
     * @param last when the last one was made
     */
    public record Failure(String sink, String route, String reason, int attempts, Instant first, Instant last) {}

    /**
     * A message's body: one of the two values is null. It is kept as text, which people can read, if that loses
     * nothing.
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Body(
            @JsonProperty("text") @Nullable String text,
            @JsonProperty("bytes") byte @Nullable [] bytes) {

        public static Body of(byte[] bytes) {
            String text = new String(bytes, StandardCharsets.UTF_8);
            return Arrays.equals(text.getBytes(StandardCharsets.UTF_8), bytes)
                    ? new Body(text, null)
                    : new Body(null, bytes);
        }

        public byte[] toBytes() {
            if (text != null) {
                return text.getBytes(StandardCharsets.UTF_8);
            }
            return bytes == null ? new byte[0] : bytes;
        }
    }

    public static DeadLetter of(Message message, Failure failure) {
        var headers = new TreeMap<String, String>();
        message.getHeaders().keySet().forEach(name -> {
            String value = message.getHeader(name, String.class);
            if (value != null) {
                headers.put(name, value);
            }
        });
        byte[] body = bytes(message);
        String event = message.getHeader(EventHeaders.ID, message.getExchange().getExchangeId(), String.class);
        return new DeadLetter(failure.sink() + ":" + event, failure, headers, Body.of(body));
    }

    // A body that cannot become bytes is the reason for the dead letter; then its type is kept instead.
    private static byte[] bytes(Message message) {
        Object body = message.getBody();
        byte[] bytes = body == null ? new byte[0] : message.getBody(byte[].class);
        return bytes == null ? body.toString().getBytes(StandardCharsets.UTF_8) : bytes;
    }

    /** Restores the original message in {@code exchange}. */
    public void restore(Exchange exchange) {
        exchange.getMessage().setHeaders(new TreeMap<>(headers));
        exchange.getMessage().setBody(body.toBytes());
    }
}

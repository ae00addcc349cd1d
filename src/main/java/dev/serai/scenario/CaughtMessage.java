package dev.serai.scenario;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.Map;
import java.util.TreeMap;

/**
 * A message that would have left Serai, or an answer of it.
 *
 * @param uri where it went, without options
 * @param code the code of an answer; 0 for a message
 * @param headers its headers, whatever the case of their names
 * @param body its body as text
 */
record CaughtMessage(String uri, int code, Map<String, String> headers, String body) {

    private static final ObjectMapper JSON = new ObjectMapper();

    CaughtMessage {
        Map<String, String> any = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        any.putAll(headers);
        headers = any;
    }

    /** The body as JSON; as a text where it is none. */
    JsonNode json() {
        try {
            JsonNode read = JSON.readTree(body);
            return read == null || read.isMissingNode() ? TextNode.valueOf(body) : read;
        } catch (JsonProcessingException e) {
            return TextNode.valueOf(body);
        }
    }

    @Override
    public String toString() {
        return "%s%s %s %s"
                .formatted(
                        uri,
                        code == 0 ? "" : " " + code,
                        headers,
                        body.length() > 2_000 ? body.substring(0, 2_000) + "..." : body);
    }
}

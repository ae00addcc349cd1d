package dev.serai.differential;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.serai.fixture.http.RawAnswer;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** What two servers' answers must have in common: what may differ in every row of {@code requests.yaml} is blotted out. */
final class Essentials {

    private static final Set<String> BLANKS_DIFFER = Set.of("Deployment", "Node", "Service");

    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();
    private static final Pattern OWN_VERSION =
            Pattern.compile("(too old resource version: \\d+ \\(|Too large resource version: \\d+, current: )\\d+");

    private Essentials() {}

    /** A JSON or YAML document. */
    static JsonNode document(DifferentialRow row, String type, String text) {
        JsonNode document = type.contains("yaml") ? yaml(text) : json(text);
        strip(document);
        if (row.isOfCollection() && !row.exact()) {
            versionIsAnyNumber(document);
        }
        if (document.path("metadata") instanceof ObjectNode metadata
                && !metadata.path("continue").asText().isEmpty()) {
            metadata.put("continue", "<token>");
        }
        ownVersionIsAnyNumber(document);
        return document;
    }

    /** The items of a list, from all its pages. */
    static ArrayNode items(List<RawAnswer> pages) {
        ArrayNode items = JSON.createArrayNode();
        for (RawAnswer page : pages) {
            JsonNode list = json(page.text());
            strip(list);
            list.path("items").forEach(items::add);
        }
        return items;
    }

    /** The events of a watch. */
    static ArrayNode events(String text) {
        ArrayNode events = JSON.createArrayNode();
        for (String line : text.split("\n")) {
            JsonNode event = line.isEmpty() ? JSON.missingNode() : json(line);
            JsonNode object = event.path("object");
            strip(object);
            ownVersionIsAnyNumber(object);
            if (event.path("type").asText().equals("BOOKMARK")) {
                versionIsAnyNumber(object);
                object.path("rows").forEach(cells -> versionIsAnyNumber(cells.path("object")));
                if (object instanceof ObjectNode bookmark
                        && BLANKS_DIFFER.contains(bookmark.path("kind").asText())) {
                    bookmark.remove(List.of("spec", "status"));
                }
            }
            if (!line.isEmpty() && !isHeartbeat(event)) {
                events.add(event);
            }
        }
        return events;
    }

    // When these come is a matter of clocks.
    private static boolean isHeartbeat(JsonNode event) {
        return event.path("type").asText().equals("BOOKMARK")
                && !event.toString().contains("k8s.io/initial-events-end");
    }

    /** Whether an object, or one of a list or of a table, has managed fields. */
    static boolean hasManagedFields(JsonNode document) {
        return document.path("metadata").has("managedFields")
                || any(document.path("items"), Essentials::hasManagedFields)
                || any(document.path("rows"), row -> hasManagedFields(row.path("object")));
    }

    private static boolean any(JsonNode array, Predicate<JsonNode> test) {
        return StreamSupport.stream(array.spliterator(), false).anyMatch(test);
    }

    private static void strip(JsonNode document) {
        if (document.path("metadata") instanceof ObjectNode metadata) {
            metadata.remove("managedFields");
        }
        document.path("items").forEach(Essentials::strip);
        document.path("rows").forEach(row -> strip(row.path("object")));
    }

    private static void versionIsAnyNumber(JsonNode document) {
        if (document.path("metadata") instanceof ObjectNode metadata
                && metadata.path("resourceVersion").isTextual()
                && metadata.path("resourceVersion").asText().matches("[1-9]\\d*")) {
            metadata.put("resourceVersion", "<number>");
        }
    }

    private static void ownVersionIsAnyNumber(JsonNode document) {
        if (document instanceof ObjectNode status && status.path("message").isTextual()) {
            status.put(
                    "message",
                    OWN_VERSION.matcher(status.path("message").asText()).replaceAll("$1<number>"));
        }
    }

    /** JSON as it is; what is none, is only a text. */
    static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            return JSON.getNodeFactory().textNode(text);
        }
    }

    // YAML 1.1, as Kubernetes' own clients read it: an unquoted yes is true, 0123 is 83.
    private static JsonNode yaml(String text) {
        Object document = new Yaml(new SafeConstructor(new LoaderOptions())).load(text);
        return JSON.valueToTree(document);
    }
}

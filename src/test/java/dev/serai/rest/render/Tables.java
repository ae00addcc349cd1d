package dev.serai.rest.render;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.serai.fixture.api.KubeApi;
import dev.serai.fixture.http.Json;
import dev.serai.fixture.process.SeraiProcess;
import io.fabric8.kubernetes.client.http.HttpClient;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Tables from Serai and from the API server, without what may differ between the two. */
final class Tables {

    static final String ACCEPT = "application/json;as=Table;v=v1;g=meta.k8s.io";

    private Tables() {}

    static HttpResponse<String> served(SeraiProcess serai, String path) {
        return serai.send(HttpRequest.newBuilder(URI.create(serai.url() + path))
                .header("Accept", ACCEPT)
                .build());
    }

    static String direct(KubeApi api, String path) {
        HttpClient http = api.client().getHttpClient();
        String url = api.client().getMasterUrl().toString().replaceAll("/$", "") + path;
        try {
            return http.sendAsync(
                            http.newHttpRequestBuilder()
                                    .uri(url)
                                    .header("Accept", ACCEPT)
                                    .build(),
                            String.class)
                    .get(30, TimeUnit.SECONDS)
                    .body();
        } catch (Exception e) {
            throw new IllegalStateException(url, e);
        }
    }

    // Bookmarks may be from different moments, and those without an annotation come when they come.
    static List<JsonNode> events(String lines) {
        return lines.lines()
                .map(Json::parse)
                .filter(event -> !event.path("type").asText().equals("BOOKMARK")
                        || event.toString().contains("initial-events-end"))
                .map(Tables::comparableEvent)
                .toList();
    }

    private static JsonNode comparableEvent(JsonNode event) {
        JsonNode table = event.path("object");
        table.path("rows").forEach(Tables::makeComparable);
        if (event.path("type").asText().equals("BOOKMARK")) {
            withoutVersion(table);
            table.path("rows").forEach(row -> withoutVersion(row.path("object")));
        }
        return event;
    }

    // Ages and the version of a list depend on the moment; managed fields are not kept.
    static JsonNode comparable(String table) {
        JsonNode root = Json.parse(table);
        root.path("rows").forEach(Tables::makeComparable);
        withoutVersion(root);
        if (root.path("metadata") instanceof ObjectNode metadata) {
            metadata.remove("continue");
        }
        return root;
    }

    private static void makeComparable(JsonNode row) {
        var cells = (ArrayNode) row.path("cells");
        for (int i = 0; i < cells.size(); i++) {
            if (cells.get(i).isTextual()) {
                cells.set(i, withoutAges(cells.get(i).textValue()));
            }
        }
        if (row.at("/object/metadata") instanceof ObjectNode metadata) {
            metadata.remove("managedFields");
        }
    }

    private static void withoutVersion(JsonNode object) {
        if (object.path("metadata") instanceof ObjectNode metadata && metadata.has("resourceVersion")) {
            metadata.put("resourceVersion", "any");
        }
    }

    static String withoutAges(String text) {
        return text.replaceAll("\\b([0-9]+[ydhms])+\\b", "some time").replaceAll(" +", " ");
    }

    static String start(JsonNode list) {
        String token = list.at("/metadata/continue").asText();
        return token.isEmpty()
                ? ""
                : Json.parse(new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8))
                        .path("start")
                        .asText();
    }
}

package dev.serai.differential;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.serai.fixture.api.RandomObjects;
import dev.serai.fixture.http.HttpCaller.Answer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** Writes generated objects to both twins, each in another of the forms there are, and then what only subresources take. */
final class GeneratedWrites {

    private static final int MOST_REPAIRS = 40;
    private static final YAMLMapper YAML = new YAMLMapper();

    private final Twins twins;
    private final RandomObjects objects;
    private final String collection;
    private final boolean custom;
    private int number;
    private int stored;

    GeneratedWrites(Twins twins, RandomObjects objects, String collection) {
        this.twins = twins;
        this.objects = objects;
        this.collection = collection;
        this.custom = collection.startsWith("/apis/example.com");
    }

    /** How many objects were stored. */
    int stored() {
        return stored;
    }

    /** Goes on until every field was stored, but not beyond {@code atMost} objects. */
    void write(int atLeast, int atMost) {
        while (number < atMost && (stored < atLeast || !objects.missing().isEmpty())) {
            write(objects.next());
        }
    }

    private void write(ObjectNode object) {
        String name = "object-" + number++;
        String path = collection + "/" + name;
        ((ObjectNode) object.path("metadata")).put("name", name);
        JsonNode ephemeral = ((ObjectNode) object.path("spec")).remove("ephemeralContainers");
        if (!repair(object, "POST", collection)) {
            return;
        }
        Answer created = create(object, path);
        if (created.status() != 201) {
            return;
        }
        stored++;
        note(object, created, "metadata", "spec");
        if (custom) {
            patchStatus(object, path);
        } else {
            putPart(path, "status", object.path("status"), "/status");
        }
        if (ephemeral != null) {
            ObjectNode spec = (ObjectNode) current(path).path("spec");
            putPart(path, "spec", spec.set("ephemeralContainers", ephemeral), "/ephemeralcontainers");
        }
    }

    private Answer create(ObjectNode object, String path) {
        String json = object.toString();
        return switch (number % (custom ? 3 : 4)) {
            case 0 -> twins.ask("POST", collection, "application/json", json);
            case 1 -> twins.ask("POST", collection, "application/yaml", yaml(object));
            case 2 ->
                twins.ask(
                        "PATCH",
                        path + "?fieldManager=fidelity&force=true",
                        "application/apply-patch+yaml",
                        yaml(object));
            default -> twins.asProtobuf("POST", collection, json);
        };
    }

    // A custom resource is replaced only by one that names the version, and the twins' versions are not the same.
    private void patchStatus(ObjectNode object, String path) {
        ObjectNode patch = Twins.JSON.createObjectNode().set("status", object.path("status"));
        note(patch, twins.ask("PATCH", path + "/status", "application/merge-patch+json", patch.toString()), "status");
    }

    private void putPart(String path, String part, JsonNode value, String subresource) {
        ObjectNode whole = current(path);
        whole.set(part, value.deepCopy());
        if (repair(whole, "PUT", path + subresource)) {
            note(whole, twins.ask("PUT", path + subresource, "application/json", whole.toString()), part);
        }
    }

    private ObjectNode current(String path) {
        var whole = (ObjectNode)
                Twins.json(twins.direct("GET", path, Map.of(), null).text());
        ((ObjectNode) whole.path("metadata"))
                .remove(List.of("resourceVersion", "uid", "namespace", "managedFields", "creationTimestamp"));
        return whole;
    }

    private void note(ObjectNode sent, Answer answer, String... parts) {
        JsonNode found = Twins.json(answer.text());
        ObjectNode noted = Twins.JSON.createObjectNode();
        for (String part : parts) {
            noted.set(part, sent.path(part));
        }
        for (String type : List.of("apiVersion", "kind")) {
            noted.set(type, found.path(type));
        }
        objects.stored(noted, found);
    }

    // Until the API server would take it.
    private boolean repair(ObjectNode object, String method, String path) {
        for (int repairs = 0; repairs < MOST_REPAIRS; repairs++) {
            Answer answer = twins.direct(
                    method,
                    path + "?dryRun=All",
                    Map.of("Content-Type", "application/json"),
                    object.toString().getBytes(StandardCharsets.UTF_8));
            if (answer.status() / 100 == 2) {
                return true;
            }
            if (!Causes.remove(object, Twins.json(answer.text()))) {
                return false;
            }
        }
        return false;
    }

    private static String yaml(JsonNode object) {
        try {
            return YAML.writeValueAsString(object);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

package dev.serai.openapi;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.model.rest.RestDefinition;
import org.apache.camel.model.rest.VerbDefinition;
import org.jspecify.annotations.Nullable;

/** Gives paths, operations and tags of a document the names by which callers know them. */
final class ServiceNames {

    private static final String PATHS = "paths";
    private static final String TAGS = "tags";
    private static final String OPERATION_ID = "operationId";

    private final CamelContext context;

    ServiceNames(CamelContext context) {
        this.context = context;
    }

    /** Changes {@code document}, which was made of {@code rests}, and returns it. */
    ObjectNode mend(ObjectNode document, List<RestDefinition> rests) {
        // Paths are relative to the address of the document, whatever its name is outside.
        document.remove("servers");
        Map<String, String> ids = ids(rests);
        Set<String> tags = new HashSet<>();
        ObjectNode paths = document.objectNode();
        document.path(PATHS).properties().forEach(path -> {
            String name = plain(path.getKey());
            ObjectNode item = paths.withObjectProperty(name);
            path.getValue().properties().forEach(entry -> {
                if (entry.getValue() instanceof ObjectNode operation) {
                    nameOperation(operation, ids.get(entry.getKey() + " " + name));
                    operation.path(TAGS).forEach(tag -> tags.add(tag.asText()));
                }
                item.set(entry.getKey(), entry.getValue());
            });
        });
        document.set(PATHS, paths);
        keepTags(document, tags);
        return document;
    }

    private static void nameOperation(ObjectNode operation, @Nullable String id) {
        operation.remove("x-camelContextId");
        if (id == null) {
            operation.remove(OPERATION_ID);
        } else {
            operation.put(OPERATION_ID, id);
        }
    }

    // Camel lists the paths of services without documentation as tags.
    private static void keepTags(ObjectNode document, Set<String> used) {
        var kept = document.arrayNode();
        for (JsonNode tag : document.path(TAGS)) {
            if (used.contains(tag.path("name").asText())) {
                kept.add(tag);
            }
        }
        document.remove(TAGS);
        if (!kept.isEmpty()) {
            document.set(TAGS, kept);
        }
    }

    /**
     * The ids that teams gave, by verb and path. Camel would give all verbs of one rest the same id, but an id must be
     * unique.
     */
    private Map<String, String> ids(List<RestDefinition> rests) {
        var ids = new HashMap<String, String>();
        var given = new HashSet<String>();
        for (RestDefinition rest : rests) {
            for (VerbDefinition verb : rest.getVerbs()) {
                String id = verb.hasCustomIdAssigned() ? verb.getId() : verb.getRouteId();
                if (id != null && given.add(id)) {
                    ids.put(
                            verb.asVerb().toLowerCase(Locale.ROOT) + " "
                                    + plain(value(rest.getPath()) + "/" + value(verb.getPath())),
                            id);
                }
            }
        }
        return ids;
    }

    private String value(@Nullable String text) {
        return text == null ? "" : context.resolvePropertyPlaceholders(text);
    }

    /** After a ? come options of the endpoint, such as its engine. */
    private static String plain(String path) {
        return Stream.of(path.replaceAll("\\?.*", "").split("/"))
                .filter(segment -> !segment.isEmpty())
                .collect(Collectors.joining("/", "/", ""));
    }
}

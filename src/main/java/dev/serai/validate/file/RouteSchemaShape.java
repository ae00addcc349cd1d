package dev.serai.validate.file;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What a schema of Camel's YAML DSL allows, its references and alternatives taken together.
 *
 * @param title its title; empty for none
 * @param type the type of its text: string, boolean or number; empty where it is no text
 * @param items the schema of the items; null where it is no list
 * @param members the schemas of an object's members by their keys
 * @param required the members that an object must have
 * @param alternatives members of which an object has one, such as the languages of an expression
 * @param enumeration the words that a text can be; empty for any
 * @param isOpen whether an object may have any members
 */
record RouteSchemaShape(
        String title,
        String type,
        @Nullable JsonNode items,
        Map<String, JsonNode> members,
        Set<String> required,
        Set<String> alternatives,
        List<String> enumeration,
        boolean isOpen) {

    /** {@code resolved} finds the schema behind a reference. */
    static RouteSchemaShape of(JsonNode schema, Function<String, JsonNode> resolved) {
        var reader = new Reader(resolved);
        reader.read(schema, false);
        return new RouteSchemaShape(
                reader.title,
                reader.type,
                reader.items,
                reader.members,
                reader.required,
                reader.alternatives,
                reader.enumeration,
                reader.open && reader.members.isEmpty());
    }

    /** Whether nothing is said about it. */
    boolean isAnything() {
        return type.isEmpty() && items == null && members.isEmpty() && !isOpen;
    }

    /** Whether it can be a text. */
    boolean isText() {
        return !type.isEmpty();
    }

    private static final class Reader {
        private final Function<String, JsonNode> resolved;
        private final Map<String, JsonNode> members = new LinkedHashMap<>();
        private final Set<String> required = new LinkedHashSet<>();
        private final Set<String> alternatives = new TreeSet<>();
        private final List<String> enumeration = new ArrayList<>();
        private String title = "";
        private String type = "";
        private @Nullable JsonNode items;
        private boolean open;

        private Reader(Function<String, JsonNode> resolved) {
            this.resolved = resolved;
        }

        private void read(JsonNode schema, boolean alternative) {
            if (title.isEmpty() && !alternative) {
                title = schema.path("title").asText();
            }
            if (schema.has("$ref")) {
                read(resolved.apply(schema.path("$ref").asText()), alternative);
            }
            switch (schema.path("type").asText("")) {
                case "string", "boolean", "number", "integer" -> {
                    type = schema.path("type").asText().replace("integer", "number");
                    schema.path("enum").forEach(word -> enumeration.add(word.asText()));
                }
                case "array" -> items = schema.path("items");
                case "object" -> open |= !schema.has("properties") && !schema.has("anyOf") && !schema.has("oneOf");
                default -> {}
            }
            schema.path("properties").properties().forEach(member -> {
                JsonNode before = members.get(member.getKey());
                if (before == null || before.isEmpty()) {
                    members.put(member.getKey(), member.getValue());
                }
            });
            if (alternative && schema.path("properties").size() == 1) {
                schema.path("required").forEach(name -> alternatives.add(name.asText()));
            } else {
                schema.path("required").forEach(name -> required.add(name.asText()));
            }
            for (String union : new String[] {"anyOf", "oneOf"}) {
                for (JsonNode one : schema.path(union)) {
                    if (!one.has("not")) {
                        read(one, one.has("required") || alternative || one.has("$ref"));
                    }
                }
            }
        }
    }
}

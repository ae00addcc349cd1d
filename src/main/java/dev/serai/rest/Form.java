package dev.serai.rest;

import dev.serai.cache.ResourceType;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** In which form an answer is wanted, as far as Serai makes it itself. */
enum Form {
    /** The object's own JSON. */
    JSON("application/json"),
    /** The same as YAML. */
    YAML("application/yaml"),
    /** {@code PartialObjectMetadata}: what is common to all resources. */
    METADATA("application/json"),
    /** {@code PartialObjectMetadataList}. */
    METADATA_LIST("application/json"),
    /** {@code Table}: what {@code kubectl get} shows, with the metadata of each object. */
    TABLE("application/json"),
    /** The same with the whole objects. */
    TABLE_WITH_OBJECTS("application/json"),
    /** The same with nothing but the cells. */
    BARE_TABLE("application/json"),
    /** Server-sent events, for watches. */
    EVENTS("text/event-stream");

    private final String contentType;

    Form(String contentType) {
        this.contentType = contentType;
    }

    String contentType() {
        return contentType;
    }

    boolean isTable() {
        return this == TABLE || this == TABLE_WITH_OBJECTS || this == BARE_TABLE;
    }

    /**
     * The form in which a read of this type is to be answered.
     *
     * @return empty where only the API server can make that form, or tell that nobody can
     */
    static Optional<Form> of(Request request, ResourceType type) {
        return of(request.header("Accept")).flatMap(form -> form == TABLE ? table(request, type) : Optional.of(form));
    }

    private static Optional<Form> table(Request request, ResourceType type) {
        // A parameter by the name of "-" is taken for the one that leaves out the columns: TableOptions of types.go.
        if (!PodTable.isOf(type) || request.parameter("-") != null) {
            return Optional.empty();
        }
        String objects = request.parameter("includeObject");
        return switch (objects == null ? "" : objects) {
            case "", "Metadata" -> Optional.of(TABLE);
            case "Object" -> Optional.of(TABLE_WITH_OBJECTS);
            case "None" -> Optional.of(BARE_TABLE);
            default -> Optional.empty();
        };
    }

    /**
     * The first form of an {@code Accept} header that Serai makes itself. Before a form that it does not make it
     * stops: whoever asks for one wants it more than JSON. Null means any.
     *
     * @return empty where only the API server can make that form, or tell that nobody can
     */
    static Optional<Form> of(String accept) {
        if (accept == null || accept.isBlank()) {
            return Optional.of(JSON);
        }
        if (accept.contains(";q=") || accept.contains("; q=")) {
            return Optional.empty();
        }
        for (String range : accept.split(",")) {
            Map<String, String> parameters = parameters(range);
            String type = range.split(";", 2)[0].strip();
            Optional<Form> form = of(type, parameters);
            // Protobuf and the like first: JSON, which follows, is good enough for whoever lists it.
            if (form.isPresent() || parameters.containsKey("as")) {
                return form;
            }
        }
        return Optional.empty();
    }

    private static Optional<Form> of(String type, Map<String, String> parameters) {
        String as = parameters.get("as");
        if (as != null) {
            boolean json = type.equals("application/json");
            boolean v1 = "meta.k8s.io".equals(parameters.get("g")) && "v1".equals(parameters.get("v"));
            return !json || !v1
                    ? Optional.empty()
                    : switch (as) {
                        case "PartialObjectMetadata" -> Optional.of(METADATA);
                        case "PartialObjectMetadataList" -> Optional.of(METADATA_LIST);
                        case "Table" -> Optional.of(TABLE);
                        default -> Optional.empty();
                    };
        }
        return switch (type) {
            case "application/json", "*/*" -> parameters.isEmpty() ? Optional.of(JSON) : Optional.empty();
            case "application/yaml" -> parameters.isEmpty() ? Optional.of(YAML) : Optional.empty();
            case "text/event-stream" -> Optional.of(EVENTS);
            default -> Optional.empty();
        };
    }

    private static Map<String, String> parameters(String range) {
        List<String> parts =
                Stream.of(range.split(";")).skip(1).map(String::strip).toList();
        return parts.stream()
                .filter(part -> part.contains("="))
                .collect(Collectors.toMap(
                        part -> part.substring(0, part.indexOf('=')),
                        part -> part.substring(part.indexOf('=') + 1),
                        (first, second) -> first));
    }
}

package dev.serai.rest;

import java.util.List;
import java.util.Locale;
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
    /** Server-sent events, for watches. */
    EVENTS("text/event-stream");

    private final String contentType;

    Form(String contentType) {
        this.contentType = contentType;
    }

    String contentType() {
        return contentType;
    }

    /**
     * The first form of an {@code Accept} header that Serai makes itself. Before a Table or the like it stops: whoever
     * asks for one wants it more than JSON. Null means any.
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
            String type = range.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
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
                        default -> Optional.empty();
                    };
        }
        return switch (type) {
            case "application/json", "application/*", "*/*" ->
                parameters.isEmpty() ? Optional.of(JSON) : Optional.empty();
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

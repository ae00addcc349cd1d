package dev.serai.rest.wire;

import dev.serai.kube.ResourceType;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The form of an answer, chosen by the {@code Accept} header: {@code NegotiateMediaTypeOptions} of apiserver's
 * negotiate.go. Protobuf is the exception: a caller who also takes JSON gets JSON.
 *
 * @param form the form
 * @param pretty whether it is indented
 * @param isSecond whether the caller prefers another form, which only the API server can make
 */
public record Representation(Format form, boolean pretty, boolean isSecond) {

    /** What is read. */
    public enum Kind {
        OBJECT,
        LIST,
        WATCH
    }

    private static final String JSON = "json";
    private static final String YAML = "yaml";
    private static final String PROTOBUF = "vnd.kubernetes.protobuf";
    // In the API server's order: a wildcard means the first one.
    private static final List<String> OFFERED = List.of(JSON, YAML, PROTOBUF);
    private static final String ANYTHING = "*/*";
    private static final String APPLICATION_JSON = "application/json";
    private static final String METADATA = "PartialObjectMetadata";
    private static final String METADATA_LIST = "PartialObjectMetadataList";
    private static final String TABLE = "Table";

    /** @return empty if only the API server can make the wanted form, or say that nobody can */
    public static Optional<Representation> of(Request request, ResourceType type, Kind kind) {
        String accept = accept(request);
        // Nearly all callers send one of these two, which name nothing but JSON and leave nothing to weigh.
        if (accept.equals(ANYTHING) || accept.equals(APPLICATION_JSON)) {
            return Optional.of(new Representation(Format.JSON, request.isPretty(), false));
        }
        boolean named = !type.isBuiltIn() || Stream.of(accept.split(",")).anyMatch(Representation::isNamed);
        boolean second = false;
        Set<String> inProtobuf = new HashSet<>();
        for (MediaRange range : MediaRange.parse(accept)) {
            if (kind == Kind.WATCH && isEvents(range)) {
                return Optional.of(new Representation(Format.EVENTS, false, second));
            }
            for (String media : OFFERED) {
                if (!named || !isOffered(range, media)) {
                    continue;
                }
                if (isRefused(range, media, kind)) {
                    return Optional.empty();
                }
                Optional<Format> form = form(range, media, request, type);
                String as = range.parameter("as");
                if (form.isPresent()) {
                    boolean other = second || !Set.of(as).containsAll(inProtobuf);
                    return Optional.of(new Representation(form.get(), isPretty(range, request), other));
                }
                if (media.equals(PROTOBUF)) {
                    inProtobuf.add(as);
                } else {
                    second = true;
                }
            }
        }
        return Optional.empty();
    }

    /** The form of a refusal. If no wanted form can be made, it is indented JSON. */
    public static Representation ofStatus(Request request) {
        for (MediaRange range : MediaRange.parse(accept(request))) {
            for (String media : OFFERED) {
                if (isOffered(range, media) && range.parameter("as").isEmpty()) {
                    return new Representation(
                            media.equals(YAML) ? Format.YAML : Format.JSON, isPretty(range, request), false);
                }
            }
        }
        return new Representation(Format.JSON, true, false);
    }

    /** What to request as JSON where the API server would answer with YAML; empty if it would not. */
    public static Optional<String> inJson(String accept) {
        for (MediaRange range : MediaRange.parse(accept)) {
            for (String media : OFFERED) {
                if (isOffered(range, media)) {
                    return Optional.of(range)
                            .filter(chosen -> media.equals(YAML))
                            .map(Representation::inJson);
                }
            }
        }
        return Optional.empty();
    }

    private static String inJson(MediaRange yaml) {
        return Stream.of("as", "g", "v")
                .filter(name -> !yaml.parameter(name).isEmpty())
                .map(name -> ";" + name + "=" + yaml.parameter(name))
                .collect(Collectors.joining("", "application/json", ""));
    }

    private static String accept(Request request) {
        String accept = request.header("Accept");
        return accept == null || accept.isBlank() ? ANYTHING : accept;
    }

    private static boolean isEvents(MediaRange range) {
        return range.type().equals("text") && range.subtype().equals("event-stream");
    }

    // The paths of built-in resources check these names first: matchesAccept of go-restful's route.go.
    private static boolean isNamed(String range) {
        String name = range.split(";", 2)[0].strip();
        return name.equals(ANYTHING) || name.startsWith("application/") && OFFERED.contains(name.substring(12));
    }

    // The API server passes over what it does not offer.
    private static boolean isOffered(MediaRange range, String media) {
        String stream = range.parameter("stream");
        String version = range.parameter("sv");
        boolean streams = stream.isEmpty() || stream.equals("watch") && !media.equals(YAML);
        return range.means(media)
                && streams
                && (version.isEmpty() || version.equals("v1"))
                && isConverted(range, media);
    }

    private static boolean isConverted(MediaRange range, String media) {
        String as = range.parameter("as");
        String version = range.parameter("v");
        if (as.isEmpty() && version.isEmpty() && range.parameter("g").isEmpty()) {
            return true;
        }
        return range.parameter("g").equals("meta.k8s.io")
                && (version.equals("v1") || version.equals("v1beta1"))
                && switch (as) {
                    case TABLE -> !media.equals(PROTOBUF);
                    case METADATA, METADATA_LIST -> true;
                    default -> false;
                };
    }

    // The API server chooses it, and then finds that it cannot make it: 406.
    private static boolean isRefused(MediaRange range, String media, Kind kind) {
        return switch (kind) {
            case OBJECT -> range.parameter("as").equals(METADATA_LIST);
            case LIST -> range.parameter("as").equals(METADATA);
            case WATCH -> range.parameter("as").equals(METADATA_LIST) || media.equals(YAML);
        };
    }

    private static Optional<Format> form(MediaRange range, String media, Request request, ResourceType type) {
        String as = range.parameter("as");
        if (as.isEmpty()) {
            return switch (media) {
                case JSON -> Optional.of(Format.JSON);
                case YAML -> Optional.of(Format.YAML);
                default -> Optional.empty();
            };
        }
        if (!media.equals(JSON) || !range.parameter("v").equals("v1")) {
            return Optional.empty();
        }
        return switch (as) {
            case METADATA -> Optional.of(Format.METADATA);
            case METADATA_LIST -> Optional.of(Format.METADATA_LIST);
            default -> table(request, type);
        };
    }

    private static Optional<Format> table(Request request, ResourceType type) {
        // A parameter named "-" means: leave out the columns (TableOptions of types.go).
        if (!type.isCorePods() || request.parameter("-") != null) {
            return Optional.empty();
        }
        String objects = request.parameter("includeObject");
        return switch (objects == null ? "" : objects) {
            case "", "Metadata" -> Optional.of(Format.TABLE);
            case "Object" -> Optional.of(Format.TABLE_WITH_OBJECTS);
            case "None" -> Optional.of(Format.BARE_TABLE);
            default -> Optional.empty();
        };
    }

    private static boolean isPretty(MediaRange range, Request request) {
        return range.parameter("pretty").equals("1") || request.isPretty();
    }
}

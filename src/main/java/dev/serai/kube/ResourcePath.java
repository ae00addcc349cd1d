package dev.serai.kube;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What a path of the API server names: a collection, an object, or a subresource. Such paths are read and built only
 * here.
 *
 * @param resource the resource
 * @param version the API version
 * @param namespace the namespace; null for all of them, or if the resource has none
 * @param name the object; null for the collection
 * @param subresource such as {@code status}; null for the object itself
 */
public record ResourcePath(
        GroupResource resource,
        String version,
        @Nullable String namespace,
        @Nullable String name,
        @Nullable String subresource) {

    private static final int MAX_SEGMENTS = 3;

    /**
     * Names a collection by words from any source.
     *
     * @param group the API group; empty for the core group
     * @param namespace null for all namespaces, or if the resource has none
     * @throws StatusException 404 if there can be no such resource
     */
    public static ResourcePath ofCollection(String group, String version, String plural, @Nullable String namespace) {
        return new ResourcePath(resource(plural, group), version, namespace, null, null);
    }

    /**
     * Reads a percent-encoded path. It must be the request's own path, which no query parameter or header can change.
     *
     * @throws StatusException 404 if it leads to no resource, 400 if it holds what cannot be a name
     */
    public static ResourcePath parse(String path) {
        List<String> segments = segments(path);
        boolean core = segments.size() > 2 && segments.get(0).equals("api");
        boolean grouped = segments.size() > 3 && segments.get(0).equals("apis");
        if (!core && !grouped) {
            throw StatusException.noSuchResource();
        }
        String group = core ? "" : segments.get(1);
        String version = segments.get(core ? 1 : 2);
        List<String> rest = segments.subList(core ? 2 : 3, segments.size());
        String namespace = null;
        // "namespaces" is a resource of its own: /api/v1/namespaces/default is an object, not a scope.
        if (rest.size() > 2 && rest.get(0).equals("namespaces") && !isNamespaceSubresource(rest)) {
            namespace = rest.get(1);
            rest = rest.subList(2, rest.size());
        }
        if (rest.size() > MAX_SEGMENTS || isNoWord(version) || (rest.size() > 2 && isNoWord(rest.get(2)))) {
            throw StatusException.noSuchResource();
        }
        return new ResourcePath(
                resource(rest.get(0), group),
                version,
                checkedName(namespace),
                checkedName(rest.size() > 1 ? rest.get(1) : null),
                rest.size() > 2 ? rest.get(2) : null);
    }

    /**
     * Checks a name or a namespace that does not come from a path: it must be a valid path segment.
     *
     * @param what {@code Name} or {@code Namespace}
     * @throws StatusException 400 if it could not
     */
    public static String checkedSegment(String what, String value) {
        if (value.isBlank()) {
            throw StatusException.badRequest(
                    "%s parameter invalid: %s: may not be empty".formatted(what, GoQuote.quote(value)));
        }
        for (String word : List.of(".", "..", "*")) {
            if (value.equals(word)) {
                throw invalid(what, value, "be", word);
            }
        }
        for (String part : List.of("/", "%")) {
            if (value.contains(part)) {
                throw invalid(what, value, "contain", part);
            }
        }
        return value;
    }

    // The words are those of IsValidPathSegmentName in apimachinery.
    private static StatusException invalid(String what, String value, String not, String part) {
        return StatusException.badRequest(
                "%s parameter invalid: %s: may not %s '%s'".formatted(what, GoQuote.quote(value), not, part));
    }

    /** Whether this is about pods in a namespace, which camel-kubernetes' own endpoint for pods can handle. */
    public boolean isPods() {
        return namespace != null && version.equals("v1") && resource.equals(GroupResource.PODS);
    }

    /** The path above all resources of this group and version, percent-encoded. */
    public String groupVersion() {
        return groupVersion(PercentEncoding::segment).toString();
    }

    /** The path of the collection, percent-encoded. */
    public String collection() {
        return collection(PercentEncoding::segment).toString();
    }

    /**
     * The path of the object, percent-encoded, without the subresource. The name always stays one segment.
     *
     * @throws IllegalStateException if this names no object
     */
    public String object() {
        return object(PercentEncoding::segment).toString();
    }

    /** The path of an object of this collection, percent-encoded; of its subresource if that is not null. */
    public String object(String object, @Nullable String ofIt) {
        StringBuilder path = collection(PercentEncoding::segment).append('/').append(PercentEncoding.segment(object));
        return ofIt == null
                ? path.toString()
                : path.append('/').append(PercentEncoding.segment(ofIt)).toString();
    }

    /**
     * The path of the object for people: nothing is percent-encoded.
     *
     * @throws IllegalStateException if this names no object
     */
    public String readableObject() {
        return object(UnaryOperator.identity()).toString();
    }

    /**
     * The name of the object.
     *
     * @throws IllegalStateException if this names no object
     */
    public String objectName() {
        if (name == null) {
            throw new IllegalStateException("%s is the path of no object".formatted(collection()));
        }
        return name;
    }

    private StringBuilder object(UnaryOperator<String> segment) {
        return collection(segment).append('/').append(segment.apply(objectName()));
    }

    private StringBuilder collection(UnaryOperator<String> segment) {
        StringBuilder path = groupVersion(segment);
        if (namespace != null) {
            path.append("/namespaces/").append(segment.apply(namespace));
        }
        return path.append('/').append(resource.plural());
    }

    private StringBuilder groupVersion(UnaryOperator<String> segment) {
        var path = new StringBuilder();
        if (resource.group().isEmpty()) {
            path.append("/api/");
        } else {
            path.append("/apis/").append(resource.group()).append('/');
        }
        return path.append(segment.apply(version));
    }

    private static List<String> segments(String path) {
        var segments = new ArrayList<String>();
        // The API server accepts one slash at the end.
        String below = path.substring(1, path.endsWith("/") && path.length() > 1 ? path.length() - 1 : path.length());
        for (String segment : below.split("/", -1)) {
            segments.add(checked(decode(segment)));
        }
        return segments;
    }

    // Upstream, "x%2Fpods" would be two segments: another object than the named one.
    private static String checked(String segment) {
        if (segment.isEmpty() || segment.contains("/")) {
            throw StatusException.noSuchResource();
        }
        return segment;
    }

    private static boolean isNoWord(String segment) {
        return segment.equals(".") || segment.equals("..") || segment.contains("%");
    }

    // A later server might remove "%2E%2E".
    private static @Nullable String checkedName(@Nullable String name) {
        if (name != null && (name.equals(".") || name.equals(".."))) {
            throw invalid("Name", name, "be", name);
        }
        if (name != null && name.contains("%")) {
            throw invalid("Name", name, "contain", "%");
        }
        return name;
    }

    private static String decode(String segment) {
        if (segment.indexOf('%') < 0) {
            return segment;
        }
        try {
            return URLDecoder.decode(segment.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw StatusException.noSuchResource();
        }
    }

    private static boolean isNamespaceSubresource(List<String> rest) {
        return rest.size() == MAX_SEGMENTS
                && (rest.get(2).equals("status") || rest.get(2).equals("finalize"));
    }

    private static GroupResource resource(String plural, String group) {
        try {
            return new GroupResource(plural, group);
        } catch (IllegalArgumentException e) {
            throw StatusException.noSuchResource();
        }
    }
}

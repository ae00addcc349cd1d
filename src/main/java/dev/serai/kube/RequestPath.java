package dev.serai.kube;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * What a Kubernetes path names. It is read from the request's own path, where no query parameter and no header can
 * have a say.
 *
 * @param resource the resource
 * @param version the API version
 * @param namespace the namespace; null for all of them, or for a resource that has none
 * @param name the object; null for the collection
 * @param subresource such as {@code status}; null for the object itself
 */
public record RequestPath(GroupResource resource, String version, String namespace, String name, String subresource) {

    private static final int MAX_SEGMENTS = 3;

    /**
     * Reads a percent-encoded path.
     *
     * @throws StatusException 404 if it leads to no resource, 400 if it holds what cannot be a name
     */
    public static RequestPath parse(String path) {
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
        return new RequestPath(
                resource(rest.get(0), group),
                version,
                checkedName(namespace),
                checkedName(rest.size() > 1 ? rest.get(1) : null),
                rest.size() > 2 ? rest.get(2) : null);
    }

    /** Whether this is about pods of a namespace as camel-kubernetes' own endpoint for them knows them. */
    public boolean isPods() {
        return namespace != null && version.equals("v1") && resource.equals(GroupResource.PODS);
    }

    private static List<String> segments(String path) {
        var segments = new ArrayList<String>();
        // The API server does not mind one slash at the end.
        String below = path.substring(1, path.endsWith("/") && path.length() > 1 ? path.length() - 1 : path.length());
        for (String segment : below.split("/", -1)) {
            segments.add(checked(decode(segment)));
        }
        return segments;
    }

    // Upstream, "x%2Fpods" would be two segments: another object than the one named.
    private static String checked(String segment) {
        if (segment.isEmpty() || segment.contains("/")) {
            throw StatusException.noSuchResource();
        }
        return segment;
    }

    private static boolean isNoWord(String segment) {
        return segment.equals(".") || segment.equals("..") || segment.contains("%");
    }

    // "%2E%2E" might be cleaned away further on. The words are those of IsValidPathSegmentName in apimachinery.
    private static String checkedName(String name) {
        if (name != null && (name.equals(".") || name.equals(".."))) {
            throw StatusException.badRequest("Name parameter invalid: \"%1$s\": may not be '%1$s'".formatted(name));
        }
        if (name != null && name.contains("%")) {
            throw StatusException.badRequest("Name parameter invalid: \"%s\": may not contain '%%'".formatted(name));
        }
        return name;
    }

    private static String decode(String segment) {
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

package dev.serai.security.review;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What a request wants to do, in the words of RBAC: {@code RequestInfo} of apiserver's requestinfo.go, with the selectors
 * of KEP-4601.
 *
 * @param verb such as {@code list}; for other paths the method in lower case
 * @param path the path; null for a resource
 * @param group the API group; empty for the core group
 * @param version the API version
 * @param resource the plural; empty for another path
 * @param subresource empty for the object itself
 * @param namespace empty for all, or if the resource has none
 * @param name empty for the collection
 * @param fieldSelector as it was sent; empty for none
 * @param labelSelector as it was sent; empty for none
 */
record AccessRequest(
        String verb,
        @Nullable String path,
        String group,
        String version,
        String resource,
        String subresource,
        String namespace,
        String name,
        String fieldSelector,
        String labelSelector) {

    private static final Set<String> SPECIAL_VERBS = Set.of("proxy", "watch");
    private static final Set<String> OF_NAMESPACES = Set.of("status", "finalize");
    private static final Set<String> FALSE = Set.of("false", "0");
    private static final Set<String> OF_MANY = Set.of("list", "watch", "deletecollection");
    // As many as the path of an object in a namespace has, and one more.
    private static final int SEGMENTS = 8;
    private static final String GET = "get";
    private static final String DELETE = "delete";
    private static final String WATCH = "watch";

    /** A right about a resource, of which nothing but this is known. */
    static AccessRequest to(
            String verb, String group, String resource, String subresource, String namespace, String name) {
        return new AccessRequest(verb, null, group, "v1", resource, subresource, namespace, name, "", "");
    }

    /**
     * Reads a request.
     *
     * @param path percent-encoded, as it is answered or sent on
     * @param parameter gives the first value of a query parameter; null where there is none
     */
    static AccessRequest of(String method, String path, UnaryOperator<@Nullable String> parameter) {
        List<String> parts = parts(path);
        boolean core = parts.size() >= 3 && parts.get(0).equals("api");
        boolean grouped = parts.size() >= 4 && parts.get(0).equals("apis");
        if (!core && !grouped) {
            return other(method, path);
        }
        String group = core ? "" : parts.get(1);
        String version = parts.get(core ? 1 : 2);
        List<String> rest = parts.subList(core ? 2 : 3, parts.size());
        String verb = verb(method);
        if (SPECIAL_VERBS.contains(rest.get(0))) {
            if (rest.size() < 2) {
                return other(method, path);
            }
            verb = rest.get(0);
            rest = rest.subList(1, rest.size());
        }
        String namespace = "";
        if (rest.get(0).equals("namespaces") && rest.size() > 1) {
            namespace = rest.get(1);
            if (rest.size() > 2 && !OF_NAMESPACES.contains(rest.get(2))) {
                rest = rest.subList(2, rest.size());
            }
        }
        String name = rest.size() > 1 ? rest.get(1) : "";
        String subresource = rest.size() > 2 && !verb.equals("proxy") ? rest.get(2) : "";
        return ofResource(verb, group, version, rest.get(0), subresource, namespace, name, parameter);
    }

    private static AccessRequest ofResource(
            String method,
            String group,
            String version,
            String resource,
            String subresource,
            String namespace,
            String path,
            UnaryOperator<@Nullable String> parameter) {
        String verb = method;
        String name = path;
        String fields = text(parameter.apply("fieldSelector"));
        if (name.isEmpty() && verb.equals(GET)) {
            verb = isWatch(parameter.apply(WATCH)) ? WATCH : "list";
        } else if (name.isEmpty() && verb.equals(DELETE)) {
            verb = "deletecollection";
        }
        boolean selects = OF_MANY.contains(verb);
        if (name.isEmpty() && selects) {
            name = NameSelector.nameIn(fields);
        }
        return new AccessRequest(
                verb,
                null,
                group,
                version,
                resource,
                subresource,
                namespace,
                name,
                selects ? fields : "",
                selects ? text(parameter.apply("labelSelector")) : "");
    }

    /** The same in one namespace. */
    AccessRequest in(String one) {
        return new AccessRequest(
                verb, path, group, version, resource, subresource, one, name, fieldSelector, labelSelector);
    }

    /** Whether the answer may last as long as the caller likes. */
    boolean isEndless() {
        return verb.equals(WATCH) || subresource.equals("log") || subresource.equals("proxy");
    }

    private static AccessRequest other(String method, String path) {
        return new AccessRequest(method.toLowerCase(Locale.ROOT), decoded(path), "", "", "", "", "", "", "", "");
    }

    private static String verb(String method) {
        return switch (method) {
            case "POST" -> "create";
            case "GET", "HEAD" -> GET;
            case "PUT" -> "update";
            case "PATCH" -> "patch";
            case "DELETE" -> DELETE;
            default -> "";
        };
    }

    // As the API server converts the parameter: any value but these is a yes.
    private static boolean isWatch(@Nullable String value) {
        return value != null && !FALSE.contains(value.toLowerCase(Locale.ROOT));
    }

    private static List<String> parts(String path) {
        int begin = 0;
        int end = path.length();
        while (begin < end && path.charAt(begin) == '/') {
            begin++;
        }
        while (end > begin && path.charAt(end - 1) == '/') {
            end--;
        }
        List<String> parts = new ArrayList<>(SEGMENTS);
        for (int slash = path.indexOf('/', begin); slash >= 0 && slash < end; slash = path.indexOf('/', begin)) {
            parts.add(decoded(path.substring(begin, slash)));
            begin = slash + 1;
        }
        parts.add(decoded(path.substring(begin, end)));
        return parts;
    }

    private static String decoded(String segment) {
        return segment.indexOf('%') < 0
                ? segment
                : URLDecoder.decode(segment.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    private static String text(@Nullable String value) {
        return value == null ? "" : value;
    }
}

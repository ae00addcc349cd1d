package dev.serai.kube;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/**
 * Where a collection of objects is on the API server. Whatever a name holds, it stays one segment of the path.
 *
 * @param group the API group; empty for the core group
 * @param version the API version
 * @param plural the resource
 * @param namespace null for all namespaces, and for a resource that has none
 */
public record ObjectPath(String group, String version, String plural, String namespace) {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    /** The collection. */
    public String collection() {
        String root = group.isEmpty() ? "/api/" : "/apis/" + escaped(group) + "/";
        String scope = namespace == null ? "/" : "/namespaces/" + escaped(namespace) + "/";
        return root + escaped(version) + scope + escaped(plural);
    }

    /** One object, or a subresource of it where {@code subresource} is not null. */
    public String object(String name, String subresource) {
        String object = collection() + "/" + escaped(name);
        return subresource == null ? object : object + "/" + escaped(subresource);
    }

    /** The name that an object in JSON gives itself; null where it gives none. */
    public static String nameIn(byte[] object) {
        try {
            String name = MAPPER.readTree(object).at("/metadata/name").asText(null);
            return name == null || name.isEmpty() ? null : name;
        } catch (IOException e) {
            return null;
        }
    }

    /** A name as one segment of a path, whatever it holds. */
    public static String escaped(String segment) {
        return URLEncoder.encode(segment, StandardCharsets.UTF_8).replace("+", "%20");
    }
}

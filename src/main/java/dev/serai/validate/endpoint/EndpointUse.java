package dev.serai.validate.endpoint;

import dev.serai.validate.file.YamlNodes;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.apache.camel.util.URISupport;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;

/**
 * A URI in a file.
 *
 * @param node the text that holds it
 * @param uri the URI, as it is written
 * @param parameters the options that are written beside it; null for none
 * @param role what is done with it
 * @param step the key that it stands behind, such as {@code wireTap}
 */
public record EndpointUse(Node node, String uri, @Nullable Node parameters, Role role, String step) {

    /** What is done with an endpoint. */
    public enum Role {
        /** Messages come from it. */
        CONSUMER,
        /** Messages go to it. */
        PRODUCER,
        /** It is asked for a message. */
        POLLED
    }

    /** What stands before the first colon; empty where only a running Serai knows. */
    public String scheme() {
        String bare = bare();
        int colon = bare.indexOf(':');
        int query = bare.indexOf('?');
        String scheme = colon < 0 || query >= 0 && query < colon
                ? query < 0 ? bare : bare.substring(0, query)
                : bare.substring(0, colon);
        return scheme.contains("{{") || scheme.contains("${") ? "" : scheme.strip();
    }

    /** What stands between the scheme and the options. */
    public String path() {
        String bare = bare();
        int colon = bare.indexOf(':');
        int query = queryStart(bare);
        String path = colon < 0 || query >= 0 && query < colon
                ? ""
                : bare.substring(colon + 1, query < 0 ? bare.length() : query);
        return path.startsWith("//") ? path.substring(2) : path;
    }

    /**
     * All options by their names, each with the node that it stands in.
     *
     * @throws IllegalArgumentException if the options in the URI cannot be read
     */
    public Map<String, Option> options() {
        Map<String, Option> options = new LinkedHashMap<>();
        String bare = bare();
        int query = queryStart(bare);
        if (query >= 0) {
            try {
                URISupport.parseQuery(bare.substring(query + 1), true, true)
                        .forEach((name, value) ->
                                options.put(name, new Option(String.valueOf(value), node, name, node)));
            } catch (Exception e) {
                throw new IllegalArgumentException(
                        "the options of '%s' cannot be read: %s".formatted(scheme(), e.getMessage()), e);
            }
        }
        for (NodeTuple tuple : YamlNodes.tuples(parameters)) {
            String name = Objects.requireNonNullElse(YamlNodes.scalar(tuple.getKeyNode()), "");
            String value = Objects.requireNonNullElse(YamlNodes.scalar(tuple.getValueNode()), "");
            options.put(name, new Option(value, tuple.getKeyNode(), name, tuple.getValueNode()));
        }
        return options;
    }

    /** The URI of what another one wraps, as {@code master:lease:kube-watch:pods} does; null where it wraps none. */
    public @Nullable EndpointUse wrapped() {
        if (!scheme().equals("master") || path().indexOf(':') < 0) {
            return null;
        }
        return new EndpointUse(node, path().substring(path().indexOf(':') + 1) + query(), parameters, role, step);
    }

    private String query() {
        int query = queryStart(bare());
        return query < 0 ? "" : bare().substring(query);
    }

    // A placeholder may stand before the scheme, as that of the lease does.
    private String bare() {
        String text = uri.strip();
        if (text.startsWith("{{")) {
            int end = text.indexOf("}}");
            String rest = end < 0 ? "" : text.substring(end + 2);
            return rest.matches("[a-z][\\w+.-]*:.*") ? rest : text;
        }
        return text;
    }

    // Not the one of an optional placeholder.
    private static int queryStart(String uri) {
        for (int at = uri.indexOf('?'); at >= 0; at = uri.indexOf('?', at + 1)) {
            if (!uri.startsWith("{{", Math.max(0, at - 2))) {
                return at;
            }
        }
        return -1;
    }

    /**
     * An option.
     *
     * @param value its value
     * @param node the text that it stands in
     * @param part what to look for in that text
     * @param holder the text that holds the value
     */
    public record Option(String value, Node node, String part, Node holder) {

        /** Whether its value is known now: no placeholder, expression or reference. */
        public boolean isLiteral() {
            return !value.contains("{{")
                    && !value.contains("${")
                    && !value.startsWith("#")
                    && !value.startsWith("RAW(");
        }
    }
}

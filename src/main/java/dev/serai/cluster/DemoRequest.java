package dev.serai.cluster;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.fabric8.mockwebserver.http.HttpUrl;
import io.fabric8.mockwebserver.http.RecordedRequest;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A request of the Kubernetes API: what it is about, and the HTTP request it came in. */
record DemoRequest(DemoTarget target, String subresource, HttpUrl url, RecordedRequest http) {

    private static final Pattern PATH = Pattern.compile("/(?:api|apis/(?<group>[^/]+))/(?<version>[^/]+)"
            // namespaces/x/status is about the namespace, not about something in it.
            + "(?:/namespaces/(?<namespace>[^/]+)(?=/(?!(?:status|finalize)$)))?"
            + "/(?<resource>[^/]+)(?:/(?<name>[^/]+)(?:/(?<subresource>.+))?)?");

    static DemoRequest of(RecordedRequest http) {
        HttpUrl url = HttpUrl.parse("http://demo" + http.getPath());
        Matcher path = PATH.matcher(url.encodedPath());
        if (!path.matches()) {
            throw DemoRefusal.noSuchPath();
        }
        String group = path.group("group") == null ? "" : path.group("group");
        String namespace = path.group("namespace");
        DemoResource resource = DemoResource.of(group, path.group("version"), path.group("resource"))
                .filter(r -> r.namespaced() || namespace == null)
                .orElseThrow(DemoRefusal::noSuchPath);
        boolean dryRun = "All".equals(url.queryParameter("dryRun"));
        return new DemoRequest(
                new DemoTarget(resource, namespace, path.group("name"), dryRun), path.group("subresource"), url, http);
    }

    boolean watches() {
        String watch = url.queryParameter("watch");
        return "true".equals(watch) || "1".equals(watch);
    }

    boolean toStatus() {
        return "status".equals(subresource);
    }

    /** The path and the selectors, by which the store is asked. */
    String selection() {
        String selectors = url.uri().getRawQuery();
        return target.path() + (selectors == null ? "" : "?" + selectors);
    }

    String contentType() {
        String type = http.getHeader("Content-Type");
        return type == null ? "" : type.split(";")[0].trim();
    }

    /** The body, {@code {}} when there is none. */
    ObjectNode body() {
        String body = http.getUtf8Body();
        if (body == null || body.isBlank()) {
            return JsonNodeFactory.instance.objectNode();
        }
        return Serialization.unmarshal(body, ObjectNode.class);
    }
}

package dev.serai.kube;

import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A resource as the API server serves it.
 *
 * @param resource its name
 * @param version the served version, such as {@code v1}
 * @param kind the kind of one object
 * @param namespaced whether its objects live in namespaces
 */
public record ResourceType(GroupResource resource, String version, String kind, boolean namespaced) {

    // The groups that kube-apiserver serves itself; all others are custom resources or belong to other API servers.
    private static final Set<String> BUILT_IN = Set.of(
            "",
            "apps",
            "autoscaling",
            "batch",
            "policy",
            "admissionregistration.k8s.io",
            "apiextensions.k8s.io",
            "apiregistration.k8s.io",
            "authentication.k8s.io",
            "authorization.k8s.io",
            "certificates.k8s.io",
            "coordination.k8s.io",
            "discovery.k8s.io",
            "events.k8s.io",
            "flowcontrol.apiserver.k8s.io",
            "internal.apiserver.k8s.io",
            "networking.k8s.io",
            "node.k8s.io",
            "rbac.authorization.k8s.io",
            "resource.k8s.io",
            "scheduling.k8s.io",
            "storage.k8s.io",
            "storagemigration.k8s.io");

    /** Whether this is a built-in resource: only items of their lists carry no kind and no version. */
    public boolean isBuiltIn() {
        return BUILT_IN.contains(resource.group());
    }

    /** Whether these are the core group's pods, which Serai knows better than other resources. */
    public boolean isCorePods() {
        return resource.equals(GroupResource.PODS) && version.equals("v1");
    }

    /** The {@code apiVersion} of its objects. */
    public String apiVersion() {
        return resource.group().isEmpty() ? version : resource.group() + "/" + version;
    }

    /** The path of one object; {@code namespace} is null if the resource has none. */
    public ResourcePath path(@Nullable String namespace, String name) {
        return new ResourcePath(resource, version, namespace, name, null);
    }

    /**
     * An object's JSON in the form of a GET: with the kind and version that items of lists lack.
     *
     * @param members the JSON without them; it must not be empty
     */
    public byte[] document(byte[] members) {
        // Joined, not formatted: this runs for each object that is read.
        byte[] head = ("{\"kind\":\"" + kind + "\",\"apiVersion\":\"" + apiVersion() + "\",")
                .getBytes(StandardCharsets.UTF_8);
        byte[] document = new byte[head.length + members.length - 1];
        System.arraycopy(head, 0, document, 0, head.length);
        System.arraycopy(members, 1, document, head.length, members.length - 1);
        return document;
    }
}

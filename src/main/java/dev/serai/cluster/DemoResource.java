package dev.serai.cluster;

import io.fabric8.kubernetes.api.model.APIResource;
import io.fabric8.kubernetes.api.model.APIResourceBuilder;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The resources that the demo cluster serves. */
enum DemoResource {
    NAMESPACES("", "v1", "namespaces", "Namespace", false, "ns"),
    NODES("", "v1", "nodes", "Node", false, "no"),
    PODS("", "v1", "pods", "Pod", true, "po"),
    CONFIG_MAPS("", "v1", "configmaps", "ConfigMap", true, "cm"),
    SERVICES("", "v1", "services", "Service", true, "svc"),
    DEPLOYMENTS("apps", "v1", "deployments", "Deployment", true, "deploy"),
    LEASES("coordination.k8s.io", "v1", "leases", "Lease", true, null);

    private static final List<String> VERBS =
            List.of("create", "delete", "deletecollection", "get", "list", "patch", "update", "watch");

    private final String group;
    private final String version;
    private final String plural;
    private final String kind;
    private final boolean namespaced;
    private final String shortName;

    DemoResource(String group, String version, String plural, String kind, boolean namespaced, String shortName) {
        this.group = group;
        this.version = version;
        this.plural = plural;
        this.kind = kind;
        this.namespaced = namespaced;
        this.shortName = shortName;
    }

    static Optional<DemoResource> of(String group, String version, String plural) {
        return Arrays.stream(values())
                .filter(r -> r.group.equals(group) && r.version.equals(version) && r.plural.equals(plural))
                .findFirst();
    }

    String group() {
        return group;
    }

    String version() {
        return version;
    }

    String plural() {
        return plural;
    }

    String kind() {
        return kind;
    }

    boolean namespaced() {
        return namespaced;
    }

    String apiVersion() {
        return group.isEmpty() ? version : group + "/" + version;
    }

    /** How error messages call the resource: {@code pods}, {@code deployments.apps}. */
    String qualified() {
        return group.isEmpty() ? plural : plural + "." + group;
    }

    String path(String namespace, String name) {
        return (group.isEmpty() ? "/api/" : "/apis/" + group + "/")
                + version
                + (namespace == null ? "" : "/namespaces/" + namespace)
                + "/" + plural
                + (name == null ? "" : "/" + name);
    }

    APIResource described() {
        return new APIResourceBuilder()
                .withName(plural)
                .withSingularName(kind.toLowerCase(Locale.ROOT))
                .withKind(kind)
                .withNamespaced(namespaced)
                .withVerbs(VERBS)
                .withShortNames(shortName == null ? List.of() : List.of(shortName))
                .build();
    }
}

package dev.serai.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** What an object must and may not have, and what it gets when it says nothing. */
final class DemoRules {
    private static final Pattern NAME = Pattern.compile("[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?");
    private static final Set<String> KEPT_NAMESPACES = Set.of("default", "kube-system");

    private DemoRules() {}

    static void check(DemoTarget target, ObjectNode object) {
        DemoResource resource = target.resource();
        JsonNode metadata = object.path("metadata");
        String name = metadata.path("name").asText("");
        if (!object.path("kind").asText().equals(resource.kind())
                || !object.path("apiVersion").asText().equals(resource.apiVersion())) {
            throw DemoRefusal.badRequest("the object provided is unrecognized (must be of type %s): kind and apiVersion"
                    .formatted(resource.kind()));
        }
        if (name.isEmpty()) {
            throw DemoRefusal.missing(resource, name, "metadata.name");
        }
        if (!NAME.matcher(name).matches()) {
            throw DemoRefusal.invalid(
                    resource,
                    name,
                    "metadata.name",
                    "FieldValueInvalid",
                    "Invalid value: \"%s\": a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character"
                            .formatted(name));
        }
        if (target.name() != null && !target.name().equals(name)) {
            throw DemoRefusal.badRequest("the name of the object (%s) does not match the name on the URL (%s)"
                    .formatted(name, target.name()));
        }
        String namespace = metadata.path("namespace").asText("");
        if (!namespace.isEmpty() && !namespace.equals(target.namespace())) {
            throw DemoRefusal.badRequest(
                    "the namespace of the provided object does not match the namespace sent on the request");
        }
        if (resource == DemoResource.PODS) {
            checkContainers(name, object.at("/spec/containers"));
        }
    }

    private static void checkContainers(String pod, JsonNode containers) {
        if (containers.isEmpty()) {
            throw DemoRefusal.missing(DemoResource.PODS, pod, "spec.containers");
        }
        for (int i = 0; i < containers.size(); i++) {
            for (String field : new String[] {"name", "image"}) {
                if (containers.get(i).path(field).asText("").isEmpty()) {
                    throw DemoRefusal.missing(DemoResource.PODS, pod, "spec.containers[%d].%s".formatted(i, field));
                }
            }
        }
    }

    /** Refuses what is meant for another object or for an older state of this one. */
    static void checkSame(DemoTarget target, JsonNode metadata, JsonNode meant) {
        for (String field : List.of("uid", "resourceVersion")) {
            String value = meant.path(field).asText("");
            if (!value.isEmpty() && !value.equals(metadata.path(field).asText())) {
                throw DemoRefusal.conflict(
                        target.resource(),
                        target.name(),
                        "the object has been modified; please apply your changes to the latest version and try again");
            }
        }
    }

    static void checkMayGo(DemoTarget target) {
        if (target.resource() == DemoResource.NAMESPACES && KEPT_NAMESPACES.contains(target.name())) {
            throw DemoRefusal.forbidden(target.resource(), target.name(), "this namespace may not be deleted");
        }
    }

    /** A pod that runs somewhere is given time to end. */
    static boolean endsSlowly(DemoTarget target, JsonNode object) {
        return target.resource() == DemoResource.PODS
                && object.at("/spec").hasNonNull("nodeName")
                && !Set.of("Succeeded", "Failed")
                        .contains(object.at("/status/phase").asText());
    }

    static void complete(DemoResource resource, ObjectNode object) {
        if (resource == DemoResource.NAMESPACES) {
            object.withObject("/status").put("phase", "Active");
        }
        if (resource != DemoResource.PODS) {
            return;
        }
        ObjectNode spec = object.withObject("/spec");
        spec.put("restartPolicy", spec.path("restartPolicy").asText("Always"));
        spec.put("dnsPolicy", spec.path("dnsPolicy").asText("ClusterFirst"));
        spec.put("schedulerName", spec.path("schedulerName").asText("default-scheduler"));
        spec.put("serviceAccountName", spec.path("serviceAccountName").asText("default"));
        spec.put(
                "terminationGracePeriodSeconds",
                spec.path("terminationGracePeriodSeconds").asLong(30));
        object.putObject("status").put("phase", "Pending").put("qosClass", "BestEffort");
    }
}

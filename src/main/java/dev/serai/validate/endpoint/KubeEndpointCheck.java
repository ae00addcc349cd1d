package dev.serai.validate.endpoint;

import dev.serai.cache.store.Change;
import dev.serai.cache.store.ObjectSelector;
import dev.serai.event.pod.OptionWords;
import dev.serai.event.pod.PodChange;
import dev.serai.kube.GroupResource;
import dev.serai.validate.endpoint.EndpointUse.Option;
import dev.serai.validate.file.FileFindings;
import dev.serai.validate.file.Finding.Rule;
import dev.serai.validate.file.Nearest;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The options of {@code kube-watch:} and {@code kube-cache:}, read as the components themselves read them. */
public final class KubeEndpointCheck {

    private static final Pattern NAMESPACE = Pattern.compile("[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?");
    // What people watch; a name that is near to one of them was probably meant to be it.
    private static final Set<String> USUAL = Set.of(
            "pods",
            "services",
            "configmaps",
            "secrets",
            "nodes",
            "namespaces",
            "events",
            "endpoints",
            "persistentvolumes",
            "persistentvolumeclaims",
            "serviceaccounts",
            "replicationcontrollers",
            "deployments.apps",
            "replicasets.apps",
            "statefulsets.apps",
            "daemonsets.apps",
            "jobs.batch",
            "cronjobs.batch",
            "horizontalpodautoscalers.autoscaling",
            "ingresses.networking.k8s.io",
            "leases.coordination.k8s.io",
            "customresourcedefinitions.apiextensions.k8s.io");

    private final Set<String> cached;

    /** {@code cached} is {@code serai.cache.resources}. */
    public KubeEndpointCheck(Set<String> cached) {
        this.cached = cached;
    }

    /** What {@code kube-watch:} calls the resource of one of camel-kubernetes' components. */
    public String watched(String scheme) {
        String plural = scheme.substring("kubernetes-".length()).replace("-", "");
        return USUAL.stream()
                .filter(usual -> usual.equals(plural)
                        || usual.startsWith(plural + ".")
                        || usual.startsWith(plural + "s.")
                        || usual.startsWith(plural + "es."))
                .findFirst()
                .orElse(plural.equals("hpa") ? "horizontalpodautoscalers.autoscaling" : "pods");
    }

    public void check(EndpointUse use, Map<String, Option> options, FileFindings findings) {
        String scheme = use.scheme();
        if (!scheme.equals("kube-watch") && !scheme.equals("kube-cache")
                || use.path().contains("{{")) {
            return;
        }
        List<GroupResource> resources;
        try {
            resources = scheme.equals("kube-watch")
                    ? GroupResource.parseList(use.path())
                    : List.of(GroupResource.parse(use.path()));
        } catch (IllegalArgumentException e) {
            findings.error(use.node(), Rule.OPTION, String.valueOf(e.getMessage()), null);
            return;
        }
        for (GroupResource resource : resources) {
            resource(use, scheme, resource, findings);
            selector(scheme, resource, options.get("labelSelector"), true, findings);
            selector(scheme, resource, options.get("fieldSelector"), false, findings);
        }
        Option namespaces = options.get(scheme.equals("kube-watch") ? "namespaces" : "namespace");
        if (namespaces != null && namespaces.isLiteral()) {
            for (String one : namespaces.value().split(",")) {
                if (!one.isBlank() && !NAMESPACE.matcher(one.strip()).matches()) {
                    option(
                            namespaces,
                            "'%s' is no name of a namespace".formatted(one.strip()),
                            "it has small letters, digits and - only",
                            findings);
                }
            }
        }
        if (scheme.equals("kube-watch")) {
            words("events", options.get("events"), Change.Type.class, findings);
            words("changes", options.get("changes"), PodChange.class, findings);
            Option changes = options.get("changes");
            if (changes != null && resources.stream().anyMatch(resource -> !resource.equals(GroupResource.PODS))) {
                option(
                        changes,
                        "changes are of pods, not of " + use.path(),
                        "leave changes out, or watch pods",
                        findings);
            }
            Option lanes = options.get("lanes");
            if (lanes != null && lanes.isLiteral() && lanes.value().matches("-\\d+|0+")) {
                option(lanes, "lanes: %s is too few".formatted(lanes.value()), "1 or more", findings);
            }
        }
    }

    private void resource(EndpointUse use, String scheme, GroupResource resource, FileFindings findings) {
        String name = resource.toString();
        if (cached.contains(name)) {
            return;
        }
        Set<String> known = new TreeSet<>(USUAL);
        known.addAll(cached);
        if (known.contains(name)) {
            findings.warning(
                    use.node(),
                    name,
                    Rule.OPTION,
                    "%s:%s: it is not cached here".formatted(scheme, name),
                    "serai.cache.resources must have it where this runs");
            return;
        }
        String group = known.stream()
                .filter(one -> one.startsWith(name + ".") || one.startsWith(name + "s.") || one.equals(name + "s"))
                .findFirst()
                .orElse(null);
        String nearest = group == null ? Nearest.of(name, known) : group;
        if (nearest != null) {
            findings.error(
                    use.node(),
                    name,
                    Rule.OPTION,
                    "%s:%s: there is no such resource in serai.cache.resources".formatted(scheme, name),
                    "did you mean %s?".formatted(nearest));
        } else {
            findings.warning(
                    use.node(),
                    name,
                    Rule.OPTION,
                    "%s:%s: it is not cached here".formatted(scheme, name),
                    "serai.cache.resources must have it where this runs");
        }
    }

    private static void selector(
            String scheme, GroupResource resource, @Nullable Option option, boolean labels, FileFindings findings) {
        if (option == null || !option.isLiteral()) {
            return;
        }
        String value = option.value();
        if (value.isBlank()) {
            if (scheme.equals("kube-cache")) {
                option(option, "the selector is empty", "leave it out where all are meant", findings);
            }
            return;
        }
        try {
            ObjectSelector.ofOptions(scheme, resource, labels ? value : "", labels ? "" : value);
        } catch (IllegalArgumentException e) {
            option(option, String.valueOf(e.getMessage()), null, findings);
        }
    }

    private static <E extends Enum<E>> void words(
            String name, @Nullable Option option, Class<E> type, FileFindings findings) {
        if (option == null || !option.isLiteral()) {
            return;
        }
        try {
            OptionWords.parse(name, option.value(), type);
        } catch (IllegalArgumentException e) {
            List<String> known = Arrays.stream(type.getEnumConstants())
                    .map(OptionWords::word)
                    .toList();
            String nearest = Arrays.stream(option.value().split(","))
                    .map(String::strip)
                    .filter(word -> !known.contains(word))
                    .map(word -> Nearest.of(word, known))
                    .filter(Objects::nonNull)
                    .findFirst()
                    .orElse(null);
            option(
                    option,
                    String.valueOf(e.getMessage()),
                    nearest == null ? null : "did you mean %s?".formatted(nearest),
                    findings);
        }
    }

    private static void option(Option option, String reason, @Nullable String right, FileFindings findings) {
        findings.error(option.node(), option.part(), Rule.OPTION, reason, right);
    }
}

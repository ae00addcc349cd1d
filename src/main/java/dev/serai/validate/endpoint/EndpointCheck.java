package dev.serai.validate.endpoint;

import com.fasterxml.jackson.databind.JsonNode;
import dev.serai.validate.endpoint.EndpointUse.Option;
import dev.serai.validate.endpoint.EndpointUse.Role;
import dev.serai.validate.file.FileFindings;
import dev.serai.validate.file.Finding.Rule;
import dev.serai.validate.file.Nearest;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.apache.camel.component.kubernetes.KubernetesOperations;
import org.jspecify.annotations.Nullable;

/** Whether a URI names a component that there is, and options that it knows. */
public final class EndpointCheck {

    // As Camel reads a time: 500, 5s, 1m30s, 2 hours.
    private static final Pattern DURATION = Pattern.compile(
            "-?\\d+" + "|(\\d+(\\.\\d+)?\\s*(ms|millis?|s|secs?|seconds?|m|mins?|minutes?|h|hours?|d|days?)\\s*)+|P.+");
    private static final Pattern INTEGER = Pattern.compile("[-+]?\\d+");
    private static final Pattern DECIMAL = Pattern.compile("[-+]?\\d+(\\.\\d+)?");
    // What a kamelet is told is checked by what it declares.
    private static final String KAMELET = "kamelet";

    private final ComponentDescriptions components;
    private final KubeEndpointCheck kube;

    public EndpointCheck(ComponentDescriptions components, KubeEndpointCheck kube) {
        this.components = components;
        this.kube = kube;
    }

    public void check(EndpointUse use, FileFindings findings) {
        String scheme = use.scheme();
        EndpointUse wrapped = use.wrapped();
        if (wrapped != null) {
            check(wrapped, findings);
            return;
        }
        if (scheme.isEmpty() || scheme.equals(KAMELET)) {
            return;
        }
        if (!components.isComponent(scheme)) {
            unknown(use, scheme, findings);
            return;
        }
        JsonNode description = components.of(scheme);
        if (use.role() != Role.PRODUCER && scheme.startsWith("kubernetes-")) {
            findings.error(
                    use.node(),
                    Rule.CONSUMER,
                    "%s: loses events: its watch ends and is not begun again".formatted(scheme),
                    "receive from kube-watch:%s".formatted(kube.watched(scheme)));
            return;
        }
        if (!role(use, scheme, description.path("component"), findings)) {
            return;
        }
        Map<String, Option> options;
        try {
            options = use.options();
        } catch (IllegalArgumentException e) {
            findings.error(use.node(), Rule.OPTION, String.valueOf(e.getMessage()), null);
            return;
        }
        if (description.has("properties")
                && !description.path("component").path("api").asBoolean()) {
            options(use, scheme, description, options, findings);
        }
        kube.check(use, options, findings);
        if (scheme.startsWith("kubernetes-") && options.containsKey("operation")) {
            operation(options.get("operation"), findings);
        }
    }

    private void unknown(EndpointUse use, String scheme, FileFindings findings) {
        String nearest = Nearest.of(scheme, components.components());
        findings.error(
                use.node(),
                Rule.COMPONENT,
                "there is no component '%s'".formatted(scheme),
                nearest != null
                        ? "did you mean %s:?".formatted(nearest)
                        : "there are kube-watch, kube-cache, kamelet, direct, seda, timer, file, http, https, kafka, log"
                                + " and more; one that is not in Serai's jar needs its own on the class path");
    }

    private static boolean role(EndpointUse use, String scheme, JsonNode component, FileFindings findings) {
        if (use.role() == Role.PRODUCER && component.path("consumerOnly").asBoolean()) {
            findings.error(
                    use.node(),
                    Rule.COMPONENT,
                    "%s: only receives".formatted(scheme),
                    scheme.equals("kube-watch")
                            ? "to change an object send it to direct:write, to read one ask kube-cache:"
                            : "it belongs into from:");
            return false;
        }
        if (use.role() != Role.PRODUCER && component.path("producerOnly").asBoolean()) {
            findings.error(
                    use.node(),
                    Rule.COMPONENT,
                    "%s: only takes messages".formatted(scheme),
                    scheme.equals("kube-cache")
                            ? "to be told of changes receive from kube-watch:"
                            : "it belongs into to:");
            return false;
        }
        return true;
    }

    private static void options(
            EndpointUse use, String scheme, JsonNode description, Map<String, Option> options, FileFindings findings) {
        JsonNode properties = description.path("properties");
        Set<String> known = new TreeSet<>();
        List<String> prefixes = new ArrayList<>();
        properties.properties().forEach(property -> {
            if (property.getValue().path("kind").asText().equals("parameter")) {
                known.add(property.getKey());
            }
            if (property.getValue().path("multiValue").asBoolean()) {
                prefixes.add(property.getValue().path("prefix").asText());
            }
        });
        boolean lenient =
                description.path("component").path("lenientProperties").asBoolean();
        options.forEach((name, option) -> {
            JsonNode property = properties.path(name);
            if (property.isMissingNode() && name.indexOf('-') > 0) {
                property = properties.path(camelCase(name));
            }
            if (!property.isMissingNode()) {
                value(scheme, name, option, property, findings);
            } else if (prefixes.stream().noneMatch(prefix -> !prefix.isEmpty() && name.startsWith(prefix))
                    && !name.startsWith("{{")
                    && !name.contains("${")) {
                String nearest = Nearest.of(name, known);
                if (!lenient) {
                    findings.error(
                            option.node(),
                            option.part(),
                            Rule.OPTION,
                            "%s: knows no option '%s'".formatted(scheme, name),
                            Nearest.hint(name, known));
                } else if (nearest != null && name.length() > 5) {
                    findings.warning(
                            option.node(),
                            option.part(),
                            Rule.OPTION,
                            "%s: knows no option '%s', and sends it on as a query parameter".formatted(scheme, name),
                            "did you mean %s?".formatted(nearest));
                }
            }
        });
        properties.properties().forEach(property -> {
            JsonNode said = property.getValue();
            boolean path = said.path("kind").asText().equals("path");
            if (said.path("required").asBoolean()
                    && !options.containsKey(property.getKey())
                    && (!path || use.path().isBlank())) {
                findings.error(
                        use.node(),
                        Rule.OPTION,
                        "%s: has no %s".formatted(scheme, property.getKey()),
                        said.path("description").asText("").replaceAll("\\.\\s.*|\\.$", ""));
            }
        });
    }

    private static void value(String scheme, String name, Option option, JsonNode property, FileFindings findings) {
        if (!option.isLiteral()) {
            return;
        }
        String value = option.value();
        String right =
                switch (property.path("type").asText()) {
                    case "boolean" ->
                        value.equalsIgnoreCase("true") || value.equalsIgnoreCase("false")
                                ? null
                                : "it is true or false";
                    case "integer" -> INTEGER.matcher(value).matches() ? null : "it is a whole number";
                    case "number" -> DECIMAL.matcher(value).matches() ? null : "it is a number";
                    case "duration" ->
                        DURATION.matcher(value).matches() ? null : "it is a time such as 500 (ms), 5s or 1m";
                    default -> enumeration(value, property.path("enum"));
                };
        if (right != null) {
            findings.error(
                    option.node(), option.part(), Rule.OPTION, "%s: %s is '%s'".formatted(scheme, name, value), right);
        }
    }

    private static @Nullable String enumeration(String value, JsonNode words) {
        Set<String> known = new TreeSet<>();
        words.forEach(word -> known.add(word.asText()));
        if (known.isEmpty() || known.stream().anyMatch(word -> plain(word).equals(plain(value)))) {
            return null;
        }
        String nearest = Nearest.of(value, known);
        return "it is one of: " + String.join(", ", known)
                + (nearest == null ? "" : "; did you mean %s?".formatted(nearest));
    }

    private static void operation(Option option, FileFindings findings) {
        if (!option.isLiteral()) {
            return;
        }
        Set<String> known = operations();
        if (!known.contains(option.value())) {
            String nearest = Nearest.of(option.value(), known);
            findings.error(
                    option.node(),
                    option.part(),
                    Rule.OPTION,
                    "there is no operation '%s'".formatted(option.value()),
                    nearest == null ? null : "did you mean %s?".formatted(nearest));
        }
    }

    /** What the components of camel-kubernetes can be asked to do. */
    public static Set<String> operations() {
        Set<String> known = new TreeSet<>();
        for (var field : KubernetesOperations.class.getFields()) {
            try {
                known.add(String.valueOf(field.get(null)));
            } catch (IllegalAccessException e) {
                throw new IllegalStateException(e);
            }
        }
        return known;
    }

    private static String plain(String word) {
        return word.replaceAll("[-_ ]", "").toLowerCase(Locale.ROOT);
    }

    private static String camelCase(String name) {
        return Pattern.compile("-([a-z])").matcher(name).replaceAll(match -> match.group(1)
                .toUpperCase(Locale.ROOT));
    }
}

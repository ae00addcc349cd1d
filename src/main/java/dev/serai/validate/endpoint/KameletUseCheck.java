package dev.serai.validate.endpoint;

import dev.serai.validate.endpoint.EndpointUse.Option;
import dev.serai.validate.file.FileFindings;
import dev.serai.validate.file.Finding.Rule;
import dev.serai.validate.file.Nearest;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Whether {@code kamelet:} names a kamelet that there is, and tells it what it can be told. */
public final class KameletUseCheck {

    private static final Set<String> OF_THE_COMPONENT = Set.of(
            "bridgeErrorHandler",
            "exceptionHandler",
            "exchangePattern",
            "block",
            "lazyStartProducer",
            "location",
            "noErrorHandler",
            "timeout",
            "routeId",
            "templateId");

    private final Map<String, Kamelet> kamelets;

    public KameletUseCheck(Map<String, Kamelet> kamelets) {
        this.kamelets = kamelets;
    }

    public void check(EndpointUse use, FileFindings findings) {
        String path = use.path();
        String name = path.contains("/") ? path.substring(0, path.indexOf('/')) : path;
        if (!use.scheme().equals("kamelet") || name.contains("{{") || name.contains("${")) {
            return;
        }
        if (name.equals("source") || name.equals("sink")) {
            return;
        }
        Kamelet kamelet = kamelets.get(name);
        if (kamelet == null) {
            findings.error(
                    use.node(),
                    Rule.KAMELET,
                    "there is no kamelet '%s'".formatted(name),
                    Nearest.hint(name, kamelets.keySet()));
            return;
        }
        Map<String, Option> options;
        try {
            options = use.options();
        } catch (IllegalArgumentException e) {
            findings.error(use.node(), Rule.OPTION, String.valueOf(e.getMessage()), null);
            return;
        }
        options.forEach((option, given) -> {
            Kamelet.Parameter parameter = kamelet.parameters().get(option);
            if (parameter != null) {
                value(name, option, given, parameter, findings);
            } else if (!OF_THE_COMPONENT.contains(option) && !option.startsWith("{{")) {
                findings.error(
                        given.node(),
                        given.part(),
                        Rule.OPTION,
                        "%s cannot be told '%s'".formatted(name, option),
                        Nearest.hint(option, kamelet.parameters().keySet()));
            }
        });
        for (String required : new TreeSet<>(kamelet.required())) {
            if (!options.containsKey(required)) {
                findings.error(
                        use.node(),
                        Rule.OPTION,
                        "%s is not told its %s".formatted(name, required),
                        "%s is needed".formatted(required));
            }
        }
    }

    private static void value(
            String name, String option, Option given, Kamelet.Parameter parameter, FileFindings findings) {
        if (!given.isLiteral()) {
            return;
        }
        String value = given.value();
        String right =
                switch (parameter.type()) {
                    case "boolean" -> value.equals("true") || value.equals("false") ? null : "it is true or false";
                    case "integer" -> value.matches("[-+]?\\d+") ? null : "it is a whole number";
                    case "number" -> value.matches("[-+]?\\d+(\\.\\d+)?") ? null : "it is a number";
                    default ->
                        parameter.words().isEmpty() || parameter.words().contains(value)
                                ? null
                                : "it is one of: " + String.join(", ", new TreeSet<>(parameter.words()));
                };
        if (right != null) {
            findings.error(
                    given.node(), given.part(), Rule.OPTION, "%s: %s is '%s'".formatted(name, option, value), right);
        }
    }
}

package dev.serai.validate;

import dev.serai.validate.RouteUses.TextUse;
import dev.serai.validate.file.FileFindings;
import dev.serai.validate.file.Finding.Rule;
import dev.serai.validate.file.Nearest;
import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Whether a placeholder names a setting that there is. */
final class PlaceholderCheck {

    private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\{([^{}]+)}}");
    // Serai sets them at its start.
    private static final Set<String> SET_AT_START = Set.of("events.publisher", "events.changes");
    private static final Set<String> FUNCTIONS = Set.of(
            "env",
            "sys",
            "service",
            "service.name",
            "service.host",
            "service.port",
            "bean",
            "properties",
            "secret",
            "secret-binary",
            "configmap",
            "configmap-binary",
            "boolean");

    private final Set<String> settings;
    private final Predicate<String> isSet;

    /** {@code isSet} knows of settings beside those that have a default. */
    PlaceholderCheck(Set<String> settings, Predicate<String> isSet) {
        this.settings = settings;
        this.isSet = isSet;
    }

    static boolean isFunction(String name) {
        return FUNCTIONS.contains(name);
    }

    /**
     * {@code own} are the parameters of the template that the texts are in; null in a kamelet, whose own check knows
     * them.
     */
    void check(Collection<TextUse> texts, @Nullable Set<String> own, FileFindings findings) {
        for (TextUse text : texts) {
            Matcher matcher = PLACEHOLDER.matcher(text.node().getValue());
            while (matcher.find()) {
                placeholder(text, matcher.group(), matcher.group(1).strip(), own, findings);
            }
        }
    }

    private void placeholder(
            TextUse text, String whole, String inside, @Nullable Set<String> own, FileFindings findings) {
        int colon = inside.indexOf(':');
        String name = (colon < 0 ? inside : inside.substring(0, colon)).replaceFirst("^[?!]", "");
        if (colon >= 0) {
            String function = FUNCTIONS.stream()
                    .filter(name::equalsIgnoreCase)
                    .findFirst()
                    .orElse(name);
            if (!function.equals(name)) {
                findings.error(
                        text.node(),
                        whole,
                        Rule.PLACEHOLDER,
                        "there is no function '%s'".formatted(name),
                        "did you mean {{%s:...}}?".formatted(function));
            }
            return;
        }
        if (own == null
                || inside.startsWith("?")
                || SET_AT_START.contains(name)
                || own.contains(name)
                || settings.contains(name)
                || isSet.test(name)) {
            return;
        }
        Set<String> known = new TreeSet<>(settings);
        known.addAll(own);
        String nearest = Nearest.of(name, known);
        findings.error(
                text.node(),
                whole,
                Rule.PLACEHOLDER,
                "there is no setting '%s'".formatted(name),
                nearest != null
                        ? "did you mean {{%s}}?".formatted(nearest)
                        : name.matches("[A-Z][A-Z0-9_]*")
                                ? "a variable of the environment is {{env:%s}}".formatted(name)
                                : "set it in the file that SERAI_CONFIG names, or give a default: {{%s:...}}"
                                        .formatted(name));
    }
}

package dev.serai.reload;

import dev.serai.log.LoggedCause;
import dev.serai.validate.RouteValidator;
import dev.serai.validate.file.Finding;
import java.lang.ref.SoftReference;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.camel.CamelContext;
import org.apache.camel.spi.PropertiesComponent;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The checks of {@code validate} over the files of {@code serai.routes.directory}. What they need is read with the first
 * file that is checked, and may be forgotten when memory is short.
 */
final class RouteFileChecks {

    private static final Logger LOG = LoggerFactory.getLogger(RouteDirectory.class);

    private final CamelContext context;
    private SoftReference<RouteValidator> validator = new SoftReference<>(null);

    RouteFileChecks(CamelContext context) {
        this.context = context;
    }

    /**
     * Checks the files of which some are {@code changed}, tells what is doubtful in these, and returns what refuses
     * each of them.
     */
    Map<String, List<Finding>> check(Map<String, byte[]> files, Set<String> changed) {
        List<Finding> found;
        try {
            found = validator().check(files);
        } catch (RuntimeException e) {
            // Camel's own checks follow.
            LOG.warn(
                    "the files of serai.routes.directory could not be checked ({})",
                    e.getClass().getSimpleName());
            LOG.debug("the files of serai.routes.directory could not be checked: {}", LoggedCause.of(e));
            return Map.of();
        }
        // Ids and names of beans are compared with what runs, before the file is loaded.
        List<Finding> refusing = RouteValidator.refusing(found).stream()
                .filter(finding -> finding.rule() != Finding.Rule.ID)
                .toList();
        for (Finding finding : found) {
            boolean kamelet = finding.file().endsWith(RouteFileReader.KAMELETS);
            if (changed.contains(finding.file())
                    && finding.rule() != Finding.Rule.ID
                    && (kamelet || !refusing.contains(finding))) {
                LOG.warn("{}", finding.text());
            }
        }
        return refusing.stream().collect(Collectors.groupingBy(Finding::file));
    }

    /** What refuses a file, for its author. */
    static String reason(List<Finding> findings) {
        return findings.stream()
                .map(finding ->
                        "line %d: %s (column %d)".formatted(finding.line(), finding.message(), finding.column()))
                .collect(Collectors.joining(" | "));
    }

    private RouteValidator validator() {
        RouteValidator known = validator.get();
        if (known == null) {
            known = new RouteValidator(
                    context,
                    new RouteValidator.Surroundings(
                            this::type, properties().loadProperties().stringPropertyNames(), this::isSet, cached()));
            validator = new SoftReference<>(known);
        }
        return known;
    }

    private PropertiesComponent properties() {
        return context.getPropertiesComponent();
    }

    private @Nullable Class<?> type(String bean) {
        Object bound = context.getRegistry().lookupByName(bean);
        return bound == null ? null : bound.getClass();
    }

    private boolean isSet(String key) {
        return properties().resolveProperty(key).isPresent();
    }

    private Set<String> cached() {
        return Arrays.stream(context.resolvePropertyPlaceholders("{{serai.cache.resources:pods}}")
                        .split(","))
                .map(String::strip)
                .collect(Collectors.toSet());
    }
}

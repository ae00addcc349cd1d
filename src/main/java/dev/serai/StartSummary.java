package dev.serai;

import dev.serai.settings.SettingValues;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.Route;
import org.apache.camel.component.platform.http.PlatformHttpEndpoint;
import org.apache.camel.component.rest.RestEndpoint;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells in the log, once Serai has started, what a person wants to know: where it listens, what it does, what is off. */
final class StartSummary {

    private static final Logger LOG = LoggerFactory.getLogger(StartSummary.class);
    private static final Set<String> READING = Set.of("GET", "HEAD");
    // What is off while its key has this value.
    private static final Map<String, String> OFF = off();

    private final SettingValues values;

    StartSummary(SettingValues values) {
        this.values = values;
    }

    private static Map<String, String> off() {
        var off = new LinkedHashMap<String, String>();
        off.put("serai.auth.mode", "none");
        off.put("serai.tls.certificate", "");
        off.put("serai.routes.directory", "");
        off.put("serai.events.webhook.url", "");
        off.put("serai.events.kafka.brokers", "");
        off.put("serai.events.lease", "");
        off.put("serai.prepull.lease", "");
        off.put("serai.node", "");
        off.put("serai.cors.origins", "");
        return off;
    }

    /** Tells it of {@code context}, which has started. */
    void tell(CamelContext context) {
        lines(context).forEach(LOG::info);
    }

    List<String> lines(CamelContext context) {
        return Stream.concat(
                        Stream.of(
                                "listens on %s; health, metrics and management on %s/observe"
                                        .formatted(url("camel.server"), url("camel.management")),
                                "caches %s of the cluster '%s'"
                                        .formatted(values.text("serai.cache.resources"), values.text("serai.cluster"))),
                        Stream.concat(
                                routes(context).entrySet().stream().map(kind -> "routes that %s: %s"
                                        .formatted(kind.getKey(), String.join(", ", kind.getValue()))),
                                Stream.of("off: " + String.join(", ", whatIsOff()))))
                .toList();
    }

    private String url(String prefix) {
        String host = values.text(prefix + ".host");
        return "%s://%s:%s"
                .formatted(
                        values.text("serai.tls.certificate").isEmpty() ? "http" : "https",
                        host.contains(":") ? "[" + host + "]" : host,
                        values.text(prefix + ".port"));
    }

    private List<String> whatIsOff() {
        return OFF.entrySet().stream()
                .filter(key -> values.text(key.getKey()).equals(key.getValue()))
                .map(Map.Entry::getKey)
                .toList();
    }

    private static Map<String, Set<String>> routes(CamelContext context) {
        return context.getRoutes().stream()
                .filter(route -> !route.isCreatedByKamelet())
                .collect(Collectors.groupingBy(
                        StartSummary::kind,
                        TreeMap::new,
                        Collectors.mapping(StartSummary::named, Collectors.toCollection(TreeSet::new))));
    }

    // With path and method, where callers ask it.
    private static String named(Route route) {
        if (route.getEndpoint() instanceof PlatformHttpEndpoint http) {
            return asked(route, http.getPath(), http.getHttpMethodRestrict());
        }
        if (route.getEndpoint() instanceof RestEndpoint rest) {
            String template = rest.getUriTemplate() == null ? "" : "/" + rest.getUriTemplate();
            return asked(route, rest.getPath() + template, rest.getMethod());
        }
        return route.getId();
    }

    private static String asked(Route route, String path, @Nullable String methods) {
        String clean = ("/" + path).replaceAll("/+", "/").replaceFirst("\\?.*", "");
        return "%s %s (%s)".formatted(route.getId(), clean, methods == null ? "any" : methods.toUpperCase(Locale.ROOT));
    }

    private static String answering(@Nullable String methods) {
        return methods != null
                        && READING.containsAll(
                                List.of(methods.toUpperCase(Locale.ROOT).split(",")))
                ? "answer reads"
                : "answer writes";
    }

    private static String kind(Route route) {
        if (route.getEndpoint() instanceof PlatformHttpEndpoint http) {
            return answering(http.getHttpMethodRestrict());
        }
        if (route.getEndpoint() instanceof RestEndpoint rest) {
            return answering(rest.getMethod());
        }
        String scheme = route.getEndpoint().getEndpointUri().replaceFirst(":.*", ":");
        return switch (scheme) {
            case "kube-watch:" -> "follow changes";
            case "direct:", "seda:" -> "others call";
            default -> "begin with " + scheme.replace(":", "");
        };
    }
}

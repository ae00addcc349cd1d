package dev.serai;

import dev.serai.fixture.KubeApi;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the API server itself counts. */
public final class ApiServerMetrics {

    private static final Pattern REQUESTS = Pattern.compile("(?m)^apiserver_request_total\\{(.*)} ([0-9.e+]+)$");
    private static final Pattern OPEN = Pattern.compile("(?m)^apiserver_longrunning_requests\\{(.*)} ([0-9.e+]+)$");
    private static final Set<String> READS = Set.of("GET", "LIST", "WATCH", "CONNECT");

    private ApiServerMetrics() {}

    /** Writes of a resource so far, whatever their answer: {@code pods}. */
    public static long writes(KubeApi api, String resource) {
        return sum(api, REQUESTS, resource, verb -> !READS.contains(verb));
    }

    /** Lists of a resource so far, whatever their answer. */
    public static long lists(KubeApi api, String resource) {
        return sum(api, REQUESTS, resource, "LIST"::equals);
    }

    /** Watches of a resource that are open now. */
    public static long watches(KubeApi api, String resource) {
        return sum(api, OPEN, resource, "WATCH"::equals);
    }

    private static long sum(KubeApi api, Pattern metric, String resource, Predicate<String> verbs) {
        long sum = 0;
        Matcher found = metric.matcher(api.client().raw("/metrics"));
        while (found.find()) {
            if (label("resource", found.group(1)).equals(resource) && verbs.test(label("verb", found.group(1)))) {
                sum += (long) Double.parseDouble(found.group(2));
            }
        }
        return sum;
    }

    private static String label(String name, String labels) {
        Matcher found = Pattern.compile("\\b" + name + "=\"([^\"]*)\"").matcher(labels);
        return found.find() ? found.group(1) : "";
    }
}

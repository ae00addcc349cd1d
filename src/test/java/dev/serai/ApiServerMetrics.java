package dev.serai;

import dev.serai.fixture.KubeApi;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the API server itself counts. */
final class ApiServerMetrics {

    private static final Pattern REQUESTS = Pattern.compile("(?m)^apiserver_request_total\\{(.*)} ([0-9.e+]+)$");
    private static final Set<String> READS = Set.of("GET", "LIST", "WATCH", "CONNECT");

    private ApiServerMetrics() {}

    /** Writes of a resource so far, whatever their answer: {@code pods}. */
    static long writes(KubeApi api, String resource) {
        long writes = 0;
        Matcher found = REQUESTS.matcher(api.client().raw("/metrics"));
        while (found.find()) {
            if (label("resource", found.group(1)).equals(resource) && !READS.contains(label("verb", found.group(1)))) {
                writes += (long) Double.parseDouble(found.group(2));
            }
        }
        return writes;
    }

    private static String label(String name, String labels) {
        Matcher found = Pattern.compile("\\b" + name + "=\"([^\"]*)\"").matcher(labels);
        return found.find() ? found.group(1) : "";
    }
}

package dev.serai.differential;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * One row of {@code requests.yaml}, where the columns are explained.
 *
 * @param target path and query as they are sent, but for placeholders
 * @param after what is asked first, for the continue token in its answer; null for nothing
 * @param differs why Serai's answer is another one; null where it is not
 * @param serai what Serai answers where it differs
 */
record DifferentialRow(
        Kind kind,
        String method,
        String target,
        List<String> headers,
        String body,
        Compare compare,
        String after,
        boolean exact,
        String differs,
        JsonNode serai) {

    enum Kind {
        GET,
        ASK,
        PAGES,
        WATCH,
        LIVE
    }

    enum Compare {
        BODY,
        BYTES,
        ITEMS,
        TYPE
    }

    private static final Duration WATCH = Duration.ofSeconds(2);
    private static final Duration LIVE_WATCH = Duration.ofSeconds(15);
    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
    private static final Set<String> COLUMNS = Set.of("accept", "headers", "body", "compare", "after", "exact");
    private static final Set<String> COLUMNS_OF_A_DIFFERENCE = Set.of("differs", "serai");
    private static final String AS_IT_IS = "-._~*%+;{}";

    /** The sections of a table by their titles. */
    static Map<String, List<DifferentialRow>> read(InputStream in) {
        try {
            JsonNode table = YAML.readTree(in);
            Map<String, List<DifferentialRow>> sections = new LinkedHashMap<>();
            for (JsonNode section : table.path("sections")) {
                List<DifferentialRow> rows = new ArrayList<>();
                section.path("rows").forEach(row -> rows.add(of(row, table.path("formats"))));
                sections.put(section.path("about").asText(), rows);
            }
            return sections;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    boolean isWatch() {
        return kind == Kind.WATCH || kind == Kind.LIVE;
    }

    /** How long a watch goes on when nothing ends it. */
    Duration lasts() {
        return kind == Kind.LIVE ? LIVE_WATCH : WATCH;
    }

    boolean acceptsGzip() {
        return headers.stream().anyMatch(header -> header.matches("(?i)accept-encoding:.*gzip(?!;q=0).*"));
    }

    /** Whether it is a read of objects that Serai caches. */
    boolean isCached() {
        String resource = "/(pods|configmaps|deployments|nodes|widgets)";
        return method.equals("GET")
                && !headers.contains("Cache-Control: no-cache")
                && target.matches("/apis?/.*" + resource + "(/[^/?]+)?(/status)?([?].*)?");
    }

    /** Whether a collection is asked for, and not one object. */
    boolean isOfCollection() {
        List<String> segments =
                new ArrayList<>(List.of(target.split("[?]")[0].substring(1).split("/")));
        segments.subList(0, Math.min(segments.size(), segments.get(0).equals("apis") ? 3 : 2))
                .clear();
        if (segments.size() > 2 && segments.get(0).equals("namespaces")) {
            segments.subList(0, 2).clear();
        }
        return segments.size() == 1;
    }

    /** What a report calls it. */
    String title() {
        String what = kind == Kind.GET || kind == Kind.ASK ? method : kind.name();
        return (what + " " + target + " " + String.join(" ", headers)).strip();
    }

    private static DifferentialRow of(JsonNode row, JsonNode formats) {
        Kind kind = Arrays.stream(Kind.values())
                .filter(any -> row.has(any.name().toLowerCase()))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("asks for nothing: " + row));
        row.fieldNames().forEachRemaining(column -> requireKnown(column, kind, row));
        String[] line = row.path(kind.name().toLowerCase()).asText().split(" ", 2);
        String method = kind == Kind.ASK ? line[0] : "GET";
        String target = target(kind == Kind.ASK ? line[1] : String.join(" ", line));
        return new DifferentialRow(
                kind,
                method,
                switch (kind) {
                    case WATCH -> with(target, "watch=true&timeoutSeconds=" + WATCH.toSeconds());
                    case LIVE -> with(target, "watch=true&timeoutSeconds=" + LIVE_WATCH.toSeconds());
                    default -> target;
                },
                headers(row, formats),
                row.has("body") ? row.path("body").asText() : null,
                Compare.valueOf(row.path("compare").asText("body").toUpperCase()),
                row.has("after") ? target(row.path("after").asText()) : null,
                row.path("exact").asBoolean(),
                row.has("differs") ? row.path("differs").asText() : null,
                row.path("serai"));
    }

    private static void requireKnown(String column, Kind kind, JsonNode row) {
        if (!column.equalsIgnoreCase(kind.name())
                && !COLUMNS.contains(column)
                && !COLUMNS_OF_A_DIFFERENCE.contains(column)) {
            throw new IllegalArgumentException("no column " + column + ": " + row);
        }
        if (row.has("differs") != row.has("serai")) {
            throw new IllegalArgumentException("a difference has a reason and another answer: " + row);
        }
    }

    private static List<String> headers(JsonNode row, JsonNode formats) {
        List<String> headers = new ArrayList<>();
        JsonNode accept = row.path("accept");
        if (accept.isTextual()) {
            headers.add("Accept: " + formats.path(accept.asText()).asText(accept.asText()));
        }
        row.path("headers").forEach(header -> headers.add(header.asText()));
        return headers;
    }

    private static String with(String target, String parameters) {
        return target + (target.contains("?") ? "&" : "?") + parameters;
    }

    // The table has selectors as people write them. What is encoded there already stays.
    private static String target(String readable) {
        int query = readable.indexOf('?');
        if (query < 0) {
            return readable;
        }
        return readable.substring(0, query + 1)
                + Arrays.stream(readable.substring(query + 1).split("&", -1))
                        .map(DifferentialRow::parameter)
                        .collect(Collectors.joining("&"));
    }

    private static String parameter(String pair) {
        int value = pair.indexOf('=') + 1;
        return pair.substring(0, value == 0 ? pair.length() : value)
                + (value == 0 ? "" : encode(pair.substring(value)));
    }

    private static String encode(String value) {
        StringBuilder encoded = new StringBuilder();
        value.codePoints().forEach(c -> {
            String character = Character.toString(c);
            boolean kept = Character.isLetterOrDigit(c) && c < 0x80 || AS_IT_IS.indexOf(c) >= 0;
            encoded.append(
                    kept
                            ? character
                            : URLEncoder.encode(character, StandardCharsets.UTF_8)
                                    .replace("+", "%20"));
        });
        return encoded.toString();
    }
}

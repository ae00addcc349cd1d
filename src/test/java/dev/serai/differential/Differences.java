package dev.serai.differential;

import com.fasterxml.jackson.databind.JsonNode;
import dev.serai.fixture.http.RawAnswer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * What is different between the API server's answer and Serai's. The head of {@code requests.yaml} says what may be.
 */
final class Differences {

    private static final int SHOWN = 12;
    private static final int TEXT_SHOWN = 300;
    private static final Duration TIMERS_DIFFER = Duration.ofMillis(100);
    private static final Duration HANGS = Duration.ofSeconds(15);
    private static final int SECONDS_BETWEEN = 15;
    private static final Pattern AGE = Pattern.compile("((?:\\d+ \\()?)((?:\\d+[ydhms])+)( ago\\))?");
    private static final Pattern PART_OF_AGE = Pattern.compile("(\\d+)([ydhms])");

    private final DifferentialRow row;
    private final List<String> found = new ArrayList<>();

    private Differences(DifferentialRow row) {
        this.row = row;
    }

    /** Between all pages of an answer, or its only one. */
    static List<String> between(DifferentialRow row, List<RawAnswer> api, List<RawAnswer> serai) {
        var differences = new Differences(row);
        if (row.differs() != null) {
            differences.expect(row.serai(), serai.get(0));
        } else if (row.compare() == DifferentialRow.Compare.ITEMS) {
            serai.forEach(page -> differences.compareHeads(api.get(0), page));
            differences.compareTrees("/items", Essentials.items(api), Essentials.items(serai));
            differences.requireOneVersion(serai);
        } else if (api.size() != serai.size()) {
            differences.found.add("%d pages, not %d".formatted(serai.size(), api.size()));
        } else {
            IntStream.range(0, api.size()).forEach(page -> differences.compare(api.get(page), serai.get(page)));
            differences.requireOneVersion(serai);
        }
        return differences.found.stream().limit(SHOWN).toList();
    }

    // What a row with a reason says of Serai's answer.
    private void expect(JsonNode expected, RawAnswer serai) {
        expected.fieldNames().forEachRemaining(column -> {
            switch (column) {
                case "status" -> same("status", expected.path(column).asInt(), serai.status());
                case "type" ->
                    same(
                            "content-type",
                            expected.path(column).asText(),
                            serai.header("content-type").orElse(null));
                case "body" -> contains(column, expected.path(column), Essentials.json(serai.text()));
                default -> throw new IllegalArgumentException("no column " + column + " in " + row.title());
            }
        });
    }

    private void contains(String at, JsonNode expected, JsonNode actual) {
        if (expected.isObject()) {
            expected.fieldNames()
                    .forEachRemaining(name -> contains(at + "/" + name, expected.path(name), actual.path(name)));
        } else {
            same(at, expected, actual);
        }
    }

    private void compare(RawAnswer api, RawAnswer serai) {
        boolean alike = compareHeads(api, serai);
        if (alike && row.compare() != DifferentialRow.Compare.TYPE) {
            compareBodies(api, serai);
        }
        if (row.isWatch() && api.status() == 200) {
            compareTimes(api, serai);
        }
    }

    private boolean compareHeads(RawAnswer api, RawAnswer serai) {
        int foundBefore = found.size();
        same("status", api.status(), serai.status());
        for (String header : List.of("content-type", "retry-after", "x-content-type-options")) {
            same(header, api.header(header).orElse(null), serai.header(header).orElse(null));
        }
        // Who compresses what, and from what size on, is free between those who want it.
        if (!row.acceptsGzip()) {
            same("content-encoding", null, serai.header("content-encoding").orElse(null));
        }
        if (!tokens(serai.all("vary")).containsAll(tokens(api.all("vary")))) {
            same("vary", api.all("vary"), serai.all("vary"));
        }
        if (found.size() > foundBefore) {
            found.add("body " + shortened(serai.text()));
            found.add("not  " + shortened(api.text()));
        }
        return found.size() == foundBefore;
    }

    private void compareBodies(RawAnswer api, RawAnswer serai) {
        String type = api.header("content-type").orElse("");
        if (row.compare() == DifferentialRow.Compare.BYTES || !type.matches(".*(json|yaml).*")) {
            if (!Arrays.equals(api.content(), serai.content())) {
                found.add("other bytes, " + shortened(serai.text()) + ", not " + shortened(api.text()));
            }
        } else if (row.isWatch() && api.status() == 200) {
            compareTrees("", Essentials.events(api.text()), Essentials.events(serai.text()));
            if (row.isCached()) {
                boolean managed = serai.text()
                        .lines()
                        .map(line -> Essentials.json(line).path("object"))
                        .anyMatch(Essentials::hasManagedFields);
                same("managed fields", false, managed);
            }
        } else {
            compareTrees("", Essentials.document(row, type, api.text()), Essentials.document(row, type, serai.text()));
            if (type.contains("json")) {
                if (row.isCached()) {
                    same("managed fields", false, Essentials.hasManagedFields(Essentials.json(serai.text())));
                }
                same("indented", api.text().contains("\n  "), serai.text().contains("\n  "));
            }
        }
    }

    // A stream that should last must neither be cut off nor hang; how busy the machine is must not matter.
    private void compareTimes(RawAnswer api, RawAnswer serai) {
        boolean lasts = api.took().compareTo(row.lasts()) >= 0;
        boolean cutOff = lasts && serai.took().compareTo(row.lasts().minus(TIMERS_DIFFER)) < 0;
        if (cutOff || serai.took().compareTo(api.took().plus(HANGS)) > 0) {
            same("duration", api.took(), serai.took());
        }
    }

    private void requireOneVersion(List<RawAnswer> pages) {
        if (row.kind() == DifferentialRow.Kind.PAGES && found.isEmpty()) {
            long versions = pages.stream()
                    .map(page -> Essentials.json(page.text()).at("/metadata/resourceVersion"))
                    .distinct()
                    .count();
            same("versions of the pages", 1L, versions);
        }
    }

    private void compareTrees(String at, JsonNode expected, JsonNode actual) {
        if (expected.isObject() && actual.isObject()) {
            Set<String> names = new TreeSet<>();
            expected.fieldNames().forEachRemaining(names::add);
            actual.fieldNames().forEachRemaining(names::add);
            names.forEach(name -> compareTrees(at + "/" + name, expected.path(name), actual.path(name)));
        } else if (expected.isArray() && actual.isArray()) {
            for (int i = 0; i < Math.max(expected.size(), actual.size()); i++) {
                compareTrees(at + "/" + i, expected.path(i), actual.path(i));
            }
        } else if (!(at.contains("/cells/") && sameAge(expected.asText(), actual.asText()))) {
            same(at, expected, actual);
        }
    }

    // Both ages are counted from the same second, but not at the same, and a busy machine lets one wait.
    private static boolean sameAge(String expected, String actual) {
        Matcher one = AGE.matcher(expected);
        Matcher other = AGE.matcher(actual);
        if (!one.matches() || !other.matches() || !one.group(1).equals(other.group(1))) {
            return false;
        }
        long apart = Math.abs(seconds(one.group(2)) - seconds(other.group(2)));
        return apart <= Math.max(SECONDS_BETWEEN, Math.max(unit(one.group(2)), unit(other.group(2))));
    }

    private static long seconds(String age) {
        return PART_OF_AGE
                .matcher(age)
                .results()
                .mapToLong(part -> Long.parseLong(part.group(1)) * unit(part.group(2)))
                .sum();
    }

    private static long unit(String age) {
        return switch (age.charAt(age.length() - 1)) {
            case 's' -> 1;
            case 'm' -> 60;
            case 'h' -> 3_600;
            case 'd' -> 86_400;
            default -> 365 * 86_400;
        };
    }

    private static Set<String> tokens(List<String> values) {
        Set<String> tokens = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        values.forEach(value -> tokens.addAll(List.of(value.split("\\s*,\\s*"))));
        return tokens;
    }

    private void same(String what, Object expected, Object actual) {
        if (expected == null ? actual != null : !expected.equals(actual)) {
            found.add("%s is %s, not %s".formatted(what, shown(actual), shown(expected)));
        }
    }

    private static String shown(Object value) {
        boolean absent = value == null || value instanceof JsonNode node && node.isMissingNode();
        return absent ? "absent" : shortened(value.toString());
    }

    private static String shortened(String text) {
        return text.length() > TEXT_SHOWN ? text.substring(0, TEXT_SHOWN) + "…" : text;
    }
}

package dev.serai.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** docs/metrics.md, and what the names in it mean. */
public record MetricsPage(Set<String> names) {

    private static final Path FILE = Path.of("docs/metrics.md");
    private static final Pattern ROW = Pattern.compile("(?m)^\\| `(serai_\\w+)` \\|");
    private static final Pattern SAMPLE = Pattern.compile("(?m)^(serai_\\w+)[ {]");
    private static final Pattern NAME = Pattern.compile("\\bserai_\\w+");
    private static final Set<String> SUMMARIES = Set.of("serai_reviews_seconds", "serai_prepull_pull_seconds");

    public static MetricsPage read() throws IOException {
        Set<String> names = found(ROW, Files.readString(FILE));
        assertThat(names).hasSizeGreaterThan(15).containsAll(SUMMARIES);
        return new MetricsPage(names);
    }

    /** Serai's own metrics in what a scrape has answered, as the page names them. */
    public static Set<String> exposed(String scraped) {
        return asNamed(found(SAMPLE, scraped));
    }

    /** Serai's own metrics in a query of Prometheus, as the page names them. */
    static Set<String> queried(String query) {
        return asNamed(NAME.matcher(query).results().map(MatchResult::group).collect(Collectors.toSet()));
    }

    private static Set<String> asNamed(Set<String> samples) {
        return samples.stream()
                .map(sample -> SUMMARIES.stream()
                        .filter(name -> sample.matches(name + "_(count|sum|max)"))
                        .findFirst()
                        .orElse(sample))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> found(Pattern pattern, String text) {
        return pattern.matcher(text)
                .results()
                .map(match -> match.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }
}

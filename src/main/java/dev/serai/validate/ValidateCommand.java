package dev.serai.validate;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.serai.settings.Settings;
import dev.serai.validate.file.FileCheck;
import dev.serai.validate.file.FileFindings;
import dev.serai.validate.file.Finding;
import dev.serai.validate.file.YamlDocument;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.impl.DefaultCamelContext;
import org.jspecify.annotations.Nullable;

/** {@code validate DIR [--json]}: says what is wrong with the files of a directory. */
public final class ValidateCommand {

    private static final int WELL = 0;
    private static final int WRONG = 1;
    private static final int USAGE = 2;

    private final Map<String, String> environment;
    private final Function<String, @Nullable Class<?>> beans;
    private final List<FileCheck> checks;
    private final PrintStream out;
    private final PrintStream err;

    /**
     * {@code beans} is the class of each bean that Serai binds, null for other names; {@code checks} are of files that
     * are neither routes nor kamelets.
     */
    public ValidateCommand(
            Map<String, String> environment,
            Function<String, @Nullable Class<?>> beans,
            List<FileCheck> checks,
            PrintStream out,
            PrintStream err) {
        this.environment = environment;
        this.beans = beans;
        this.checks = checks;
        this.out = out;
        this.err = err;
    }

    /** Runs it; returns the exit code: 0 when all is well, 1 when something must be mended, 2 when it was called wrong. */
    public int run(List<String> arguments) throws IOException {
        boolean json = arguments.contains("--json");
        List<String> paths =
                arguments.stream().filter(one -> !one.startsWith("--")).toList();
        String unknown = arguments.stream()
                .filter(one -> one.startsWith("--") && !one.equals("--json"))
                .findFirst()
                .orElse(null);
        if (paths.size() != 1 || unknown != null) {
            err.println(
                    unknown == null
                            ? "usage: java -jar serai.jar validate DIR [--json]"
                            : "there is no option %s; usage: java -jar serai.jar validate DIR [--json]"
                                    .formatted(unknown));
            return USAGE;
        }
        Path path = Path.of(paths.get(0));
        if (!Files.exists(path)) {
            err.println("there is no directory '%s'".formatted(path));
            return USAGE;
        }
        RouteFiles files = RouteFiles.read(path, suffixes());
        boolean one = !Files.isDirectory(path);
        List<Finding> found = check(files).stream()
                .filter(finding ->
                        !one || finding.file().equals(path.getFileName().toString()))
                .toList();
        Path shown = one ? path.getParent() : path;
        if (json) {
            out.println(json(files, found, shown));
        } else {
            found.forEach(finding -> out.println(placed(shown, finding).text()));
            out.println(summary(one ? 1 : files.taken().size(), found));
        }
        if (files.taken().isEmpty()) {
            err.println("'%s' holds no files whose names end in %s".formatted(path, String.join(", ", suffixes())));
            return WRONG;
        }
        return found.stream().anyMatch(Finding::isError) ? WRONG : WELL;
    }

    /** What is wrong with the files. */
    public List<Finding> check(RouteFiles files) throws IOException {
        Map<String, String> settings = Settings.of(environment).current();
        List<Finding> found = new ArrayList<>();
        var context = new DefaultCamelContext(false);
        try {
            // Languages need its converters.
            context.build();
            var surroundings = new RouteValidator.Surroundings(
                    beans,
                    settings.keySet(),
                    key -> false,
                    Arrays.stream(settings.getOrDefault("serai.cache.resources", "pods")
                                    .split(","))
                            .map(String::strip)
                            .collect(Collectors.toSet()));
            found.addAll(new RouteValidator(context, surroundings).check(files.taken()));
        } finally {
            context.stop();
        }
        for (FileCheck check : checks) {
            files.taken().forEach((name, content) -> {
                if (name.endsWith(check.suffix())) {
                    found.addAll(check(check, name, content));
                }
            });
        }
        files.passedOver()
                .forEach(name -> found.add(new Finding(
                        name,
                        1,
                        1,
                        Finding.Rule.YAML,
                        Finding.Severity.WARNING,
                        "the file is passed over",
                        "names end in " + String.join(", ", suffixes()))));
        return found.stream().sorted().toList();
    }

    private static List<Finding> check(FileCheck check, String name, byte[] content) {
        try {
            YamlDocument document = YamlDocument.of(name, content);
            var findings = new FileFindings(name, document.text());
            try {
                check.check(document, findings);
            } catch (RuntimeException e) {
                findings.unreadable(e);
            }
            return findings.all();
        } catch (RuntimeException e) {
            var findings = new FileFindings(name, "");
            findings.unreadable(e);
            return findings.all();
        }
    }

    private Set<String> suffixes() {
        return Stream.concat(
                        Stream.of(RouteValidator.ROUTES, RouteValidator.KAMELETS),
                        checks.stream().map(FileCheck::suffix))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Finding placed(@Nullable Path directory, Finding finding) {
        return new Finding(
                directory == null
                        ? finding.file()
                        : directory.resolve(finding.file()).toString(),
                finding.line(),
                finding.column(),
                finding.rule(),
                finding.severity(),
                finding.reason(),
                finding.right());
    }

    private static String json(RouteFiles files, List<Finding> found, @Nullable Path directory) {
        var mapper = new ObjectMapper();
        ObjectNode report = mapper.createObjectNode();
        report.put("errors", found.stream().filter(Finding::isError).count());
        report.put(
                "warnings", found.stream().filter(finding -> !finding.isError()).count());
        files.taken().keySet().forEach(report.putArray("files")::add);
        var findings = report.putArray("findings");
        for (Finding finding : found) {
            findings.addObject()
                    .put("file", placed(directory, finding).file())
                    .put("line", finding.line())
                    .put("column", finding.column())
                    .put("severity", finding.severity().name().toLowerCase(Locale.ROOT))
                    .put("rule", finding.rule().name().toLowerCase(Locale.ROOT))
                    .put("reason", finding.reason())
                    .put("right", finding.right());
        }
        try {
            return mapper.writerWithDefaultPrettyPrinter().writeValueAsString(report);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String summary(int files, List<Finding> found) {
        var counts = new TreeMap<Finding.Severity, Long>();
        found.forEach(finding -> counts.merge(finding.severity(), 1L, Long::sum));
        String looked = files == 1 ? "1 file" : files + " files";
        return found.isEmpty()
                ? looked + ", nothing wrong"
                : "%s, %d to mend, %d warnings"
                        .formatted(
                                looked,
                                counts.getOrDefault(Finding.Severity.ERROR, 0L),
                                counts.getOrDefault(Finding.Severity.WARNING, 0L));
    }
}

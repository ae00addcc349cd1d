package dev.serai.scenario;

import dev.serai.validate.RouteFiles;
import dev.serai.validate.RouteValidator;
import dev.serai.validate.ValidateCommand;
import dev.serai.validate.file.FileFindings;
import dev.serai.validate.file.Finding;
import dev.serai.validate.file.YamlDocument;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** {@code test DIR}: runs the scenarios beside the routes of a directory. */
public final class TestCommand {

    private static final int WELL = 0;
    private static final int WRONG = 1;
    private static final int USAGE = 2;
    private static final String HOW = "usage: java -jar serai.jar test DIR [--cluster=auto] [--junit=FILE]";

    private final ValidateCommand validate;
    private final Embedding.Starter starter;
    private final PrintStream out;
    private final PrintStream err;

    /** {@code validate} checks all files before anything runs. */
    public TestCommand(ValidateCommand validate, Embedding.Starter starter, PrintStream out, PrintStream err) {
        this.validate = validate;
        this.starter = starter;
        this.out = out;
        this.err = err;
    }

    /** Runs it; returns the exit code: 0 when all is well, 1 when something is not as expected, 2 when it was called wrong. */
    public int run(List<String> arguments) throws Exception {
        boolean real = false;
        Path junit = null;
        List<Path> paths = new ArrayList<>();
        for (String argument : arguments) {
            if (argument.equals("--cluster=auto") || argument.equals("--cluster=demo")) {
                real = argument.endsWith("auto");
            } else if (argument.startsWith("--junit=")) {
                junit = Path.of(argument.substring("--junit=".length()));
            } else if (argument.startsWith("--")) {
                err.println("there is no option %s; %s".formatted(argument, HOW));
                return USAGE;
            } else {
                paths.add(Path.of(argument));
            }
        }
        if (paths.size() != 1 || !Files.exists(paths.get(0))) {
            err.println(paths.size() == 1 ? "there is no directory '%s'".formatted(paths.get(0)) : HOW);
            return USAGE;
        }
        Path path = paths.get(0);
        RouteFiles files =
                RouteFiles.read(path, Set.of(RouteValidator.ROUTES, RouteValidator.KAMELETS, ScenarioFile.SUFFIX));
        List<Finding> found =
                validate.check(files).stream().filter(Finding::isError).toList();
        if (!found.isEmpty()) {
            found.forEach(finding -> out.println(files.directory().resolve(finding.text())));
            out.println("%d to mend before the scenarios can run".formatted(found.size()));
            return WRONG;
        }
        List<Scenario> scenarios = scenarios(
                files, Files.isDirectory(path) ? "" : path.getFileName().toString());
        if (scenarios.isEmpty()) {
            err.println("'%s' holds no scenarios; their files end in %s".formatted(path, ScenarioFile.SUFFIX));
            return WRONG;
        }
        List<ScenarioResult> results = new ArrayList<>();
        for (Scenario scenario : scenarios) {
            ScenarioResult result = run(scenario, files, real);
            results.add(result);
            tell(files.directory(), result);
        }
        if (junit != null) {
            JUnitReport.write(junit, results);
        }
        long failed = results.stream().filter(result -> !result.isWell()).count();
        out.println("%d scenarios, %d failed".formatted(results.size(), failed));
        return failed == 0 ? WELL : WRONG;
    }

    private ScenarioResult run(Scenario scenario, RouteFiles files, boolean real) {
        long start = System.nanoTime();
        try (var routes = ScenarioRoutes.of(scenario, files);
                var run = new ScenarioRun(scenario, routes, real, starter)) {
            List<ScenarioResult.Failure> failures = run.run();
            return new ScenarioResult(scenario, failures, run.came(), Duration.ofNanos(System.nanoTime() - start));
        } catch (Exception e) {
            return new ScenarioResult(
                    scenario,
                    List.of(new ScenarioResult.Failure(scenario.line(), 1, reason(e))),
                    List.of(),
                    Duration.ofNanos(System.nanoTime() - start));
        }
    }

    private static String reason(Exception failure) {
        Throwable cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause.getMessage() == null ? cause.toString() : cause.getMessage();
    }

    private void tell(Path directory, ScenarioResult result) {
        Scenario scenario = result.scenario();
        String place = directory.resolve(scenario.file()).toString();
        out.println("%s %s (%d ms)"
                .formatted(
                        result.isWell() ? "ok    " : "FAILED",
                        scenario.name(),
                        result.took().toMillis()));
        for (ScenarioResult.Failure failure : result.failures()) {
            failure.reason()
                    .lines()
                    .forEach(line ->
                            out.println("  %s:%d:%d: %s".formatted(place, failure.line(), failure.column(), line)));
        }
        if (!result.isWell()) {
            out.println(result.came().isEmpty() ? "  nothing was sent" : "  what was sent:");
            result.came().forEach(message -> out.println("    " + message));
        }
    }

    private static List<Scenario> scenarios(RouteFiles files, String only) {
        List<Scenario> scenarios = new ArrayList<>();
        files.taken().forEach((name, content) -> {
            if (name.endsWith(ScenarioFile.SUFFIX) && (only.isEmpty() || only.equals(name))) {
                YamlDocument document = YamlDocument.of(name, content);
                scenarios.addAll(ScenarioFile.read(name, document, new FileFindings(name, document.text())));
            }
        });
        return scenarios;
    }
}

package dev.serai.scenario;

import dev.serai.validate.RouteFiles;
import dev.serai.validate.RouteValidator;
import dev.serai.validate.file.RouteFileText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * A directory of its own with the files that a scenario is of; it goes with the scenario.
 *
 * @param directory the directory
 * @param ids the routes that run when all of it is loaded
 */
record ScenarioRoutes(Path directory, Set<String> ids) implements AutoCloseable {

    private static final Set<String> ROUTES = Set.of("route", "from", "templatedRoute");

    /**
     * Copies what the scenario names: the files in {@code routes}, else the one that has its own file's name, else all.
     * Kamelets come always.
     *
     * @throws IllegalArgumentException if it names a file that is not there
     */
    static ScenarioRoutes of(Scenario scenario, RouteFiles files) throws IOException {
        Set<String> wanted = new TreeSet<>(scenario.routes());
        for (String name : wanted) {
            if (!files.taken().containsKey(name)) {
                throw new IllegalArgumentException("routes: there is no file '%s'".formatted(name));
            }
        }
        String own = scenario.file().replace(ScenarioFile.SUFFIX, RouteValidator.ROUTES);
        if (wanted.isEmpty() && files.taken().containsKey(own)) {
            wanted.add(own);
        }
        Map<String, byte[]> taken = new TreeMap<>();
        files.taken().forEach((name, content) -> {
            boolean route = name.endsWith(RouteValidator.ROUTES);
            if (name.endsWith(RouteValidator.KAMELETS) || route && (wanted.isEmpty() || wanted.contains(name))) {
                taken.put(name, content);
            }
        });
        Path directory = Files.createTempDirectory("serai-scenario");
        Set<String> ids = new TreeSet<>();
        for (Map.Entry<String, byte[]> file : taken.entrySet()) {
            Files.write(directory.resolve(file.getKey()), file.getValue());
            if (file.getKey().endsWith(RouteValidator.ROUTES)) {
                RouteFileText.of(file.getKey(), file.getValue()).entries().stream()
                        .filter(entry -> ROUTES.contains(entry.kind()))
                        .forEach(entry -> ids.addAll(entry.names()));
            }
        }
        return new ScenarioRoutes(directory, ids);
    }

    @Override
    public void close() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(directory);
    }
}

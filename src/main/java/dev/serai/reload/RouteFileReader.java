package dev.serai.reload;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads the files of {@code serai.routes.directory}. It warns of YAML files whose names have another ending. */
final class RouteFileReader {

    static final String ROUTES = ".camel.yaml";
    static final String SCENARIOS = ".test.yaml";
    static final String KAMELETS = ".kamelet.yaml";

    // The logger of the directory, which operators know.
    private static final Logger LOG = LoggerFactory.getLogger(RouteDirectory.class);
    private static final List<String> YAML = List.of(".yaml", ".yml");

    private final Path directory;
    private final Set<String> passedOver = new HashSet<>();

    RouteFileReader(Path directory) {
        this.directory = directory;
    }

    /** All files by name, in the order of their names. */
    Map<String, byte[]> read() throws IOException {
        var files = new TreeMap<String, byte[]>();
        var others = new HashSet<String>();
        try (Stream<Path> paths = Files.list(directory)) {
            for (Path path : paths.filter(Files::isRegularFile).toList()) {
                String name = path.getFileName().toString();
                if (name.endsWith(ROUTES) || name.endsWith(KAMELETS)) {
                    files.put(name, Files.readAllBytes(path));
                } else if (name.endsWith(SCENARIOS)) {
                    // They lie beside the routes that they are of.
                    continue;
                } else if (YAML.stream().anyMatch(name.toLowerCase(Locale.ROOT)::endsWith)) {
                    others.add(name);
                }
            }
        }
        tellOf(others);
        return files;
    }

    /** Warns once, until such a file is gone and comes back. */
    private void tellOf(Set<String> others) {
        passedOver.retainAll(others);
        for (String name : others) {
            if (passedOver.add(name)) {
                LOG.warn("{} is passed over: the names of routes end in {}, of kamelets in {}", name, ROUTES, KAMELETS);
            }
        }
    }
}

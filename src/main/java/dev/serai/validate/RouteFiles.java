package dev.serai.validate;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * The files of a directory, as Serai reads it: only what lies in it, by the ends of their names.
 *
 * @param directory the directory
 * @param taken the files of known names, with their contents
 * @param passedOver YAML files whose names have another ending
 */
public record RouteFiles(Path directory, Map<String, byte[]> taken, Set<String> passedOver) {

    /**
     * Reads a directory, or that of a single file.
     *
     * @param suffixes how the names of the files end that are taken
     * @throws IOException if it cannot be read
     */
    public static RouteFiles read(Path path, Set<String> suffixes) throws IOException {
        Path directory = Files.isDirectory(path)
                ? path
                : path.toAbsolutePath().resolveSibling(".").normalize();
        Map<String, byte[]> taken = new TreeMap<>();
        Set<String> passedOver = new TreeSet<>();
        try (Stream<Path> paths = Files.list(directory)) {
            for (Path file : paths.filter(Files::isRegularFile).toList()) {
                String name = file.getFileName().toString();
                String lower = name.toLowerCase(Locale.ROOT);
                if (suffixes.stream().anyMatch(name::endsWith)) {
                    taken.put(name, Files.readAllBytes(file));
                } else if (lower.endsWith(".yaml") || lower.endsWith(".yml")) {
                    passedOver.add(name);
                }
            }
        }
        return new RouteFiles(directory, taken, passedOver);
    }
}
